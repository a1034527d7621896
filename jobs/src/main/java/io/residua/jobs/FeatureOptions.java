package io.residua.jobs;

import io.residua.backbone.Stage;
import io.residua.jobs.extract.ClipRequest;
import io.residua.jobs.extract.FeatureRequest;
import io.residua.jobs.extract.RefusedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which features: everything that decides their values. */
final class FeatureOptions {

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "resnet18, resnet34, resnet50, resnet101 or resnet152, or one of them in a variant, e.g. resnet50-os16, or a network of clips, e.g. resnet3d-50-t3 (README.md, \"Weights\"; default: what the weights are of, resnet50 for generated ones).")
  @Nullable String model;

  @Option(
      names = "--weights",
      paramLabel = "NAME|FILE|generated:SEED",
      description =
          "An official file by name ('residua weights list' shows them: torchvision:resnet50-v2), downloaded once; a file of torchvision, timm, MMDetection, Keras, Detectron, Detectron2, Paddle or Deeplearning4j (.safetensors, .pth, .h5, .pkl, .pdparams, .zip), of which 'residua weights inspect FILE' says what it is; or generated:SEED, untrained weights for dry runs and benchmarks. There is no default.")
  @Nullable String weights;

  @Option(
      names = "--embedding-stage",
      paramLabel = "STAGE",
      description =
          "Stage whose global average is the embedding: conv2_x, conv3_x, conv4_x or conv5_x (default: the model's last).")
  @Nullable String embeddingStage;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "auto",
      description =
          "auto, f32 or bf16; auto is bf16 on processors with AMX, else f32 (default: ${DEFAULT-VALUE}).")
  String precision = "auto";

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "onednn",
      description = "onednn, or dl4j, the slow reference in float32 (default: ${DEFAULT-VALUE}).")
  String engine = "onednn";

  @Option(
      names = "--preprocess",
      paramLabel = "NAME",
      description =
          "Resize, crop and normalization: imagenet-224 (torchvision's: shorter side to 256, centre crop 224), imagenet-v2-224, caffe-224, detectron-224, detectron2-224, timm-224, timm-224-crop-0.95 (default: what the weights were trained with).")
  @Nullable String preprocessing;

  @Option(
      names = "--isa",
      paramLabel = "SET",
      description =
          "Hold every executor to an instruction set (avx2, avx512_core, avx512_core_bf16, avx512_core_amx), so that all give the same bits (default: the widest of the machine that starts the run).")
  @Nullable String instructionSet;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "Images of one forward pass (default: ${DEFAULT-VALUE}).")
  int batchSize = 16;

  @Option(
      names = "--decoder-isolation",
      paramLabel = "HOW",
      defaultValue = "process",
      description =
          "process: images are decoded in a process apart, which a bomb may kill; none: in the executor itself, for lakes you trust (default: ${DEFAULT-VALUE}).")
  DecoderIsolation isolation = DecoderIsolation.process;

  /**
   * The same as a request.
   *
   * @throws RefusedException when no weights are named, or no stage is spelled so
   */
  FeatureRequest request(ClipRequest clips) {
    if (weights == null) {
      throw new RefusedException(
          """
          [--weights] expected the weights of a ResNet, found none; one of
            --weights FILE                       a file of torchvision, timm, Keras, Detectron or Paddle; 'residua weights inspect FILE' says what it is
            --weights torchvision:resnet50-v2    a name of the catalogue, downloaded once; 'residua weights list' shows them
            --weights generated:42               untrained: for a dry run, never for search or detection""");
    }
    return new FeatureRequest(
        weights,
        model,
        preprocessing,
        clips,
        embeddingStage == null ? null : stage(embeddingStage),
        engine,
        precision,
        instructionSet,
        batchSize);
  }

  private static Stage stage(String label) {
    try {
      return Stage.of(label);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  /** Spelled as on the command line. */
  enum DecoderIsolation {
    process,
    none
  }
}
