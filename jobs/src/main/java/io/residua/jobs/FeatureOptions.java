package io.residua.jobs;

import io.residua.backbone.Pooling;
import io.residua.backbone.Stage;
import io.residua.io.features.StoredMaps;
import io.residua.jobs.extract.ClipRequest;
import io.residua.jobs.extract.FeatureRequest;
import io.residua.jobs.extract.RefusedException;
import java.util.function.Function;
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
          "Stage whose map is pooled into the embedding: conv2_x, conv3_x, conv4_x or conv5_x (default: the model's last).")
  @Nullable String embeddingStage;

  @Option(
      names = "--pool",
      paramLabel = "HOW",
      defaultValue = "avg",
      description =
          "How a map becomes a vector, for each channel: avg, its mean; max, its maximum; gem:P, its generalized mean of exponent P, e.g. gem:3 (default: ${DEFAULT-VALUE}).")
  String pooling = "avg";

  @Option(
      names = "--l2",
      description =
          "Scale embeddings to Euclidean length 1, as cosine and inner-product indexes want them.")
  boolean l2;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "auto",
      description =
          "auto, f32, bf16 or int8; auto is bf16 on processors with AMX, else f32; int8 is calibrated on a sample of the input first (default: ${DEFAULT-VALUE}).")
  String precision = "auto";

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "onednn",
      description =
          "onednn, or dl4j, the same in float32 by ND4J's operations (default: ${DEFAULT-VALUE}).")
  String engine = "onednn";

  @Option(
      names = "--preprocess",
      paramLabel = "NAME|FIGURES",
      description =
          "Resize, crop and normalization: imagenet-224 (torchvision's: shorter side to 256, centre crop 224), imagenet-v2-224, caffe-224, detectron-224, detectron2-224, timm-224, timm-224-crop-0.95; detection-800 (shorter side 800, longer at most 1333, padded to a multiple of 32), caffe-800, detectron-800, detectron2-800; or figures written out: resize=256,crop=224,interpolation=bilinear,unit=255,mean=0.485:0.456:0.406,std=0.229:0.224:0.225, with shorter=800,longest=1333,divisor=32 for resize and crop (default: what the weights were trained with).")
  @Nullable String preprocessing;

  @Option(
      names = "--jpeg-decoding",
      paramLabel = "HOW",
      defaultValue = "exact",
      description =
          "exact; or reduced: decode JPEG files at 1/2, 1/4 or 1/8 of their sides where that leaves as many pixels as they are resized to. Quicker for photos of several megapixels, and other values: 'residua plan' says by how much. A setting of the run, as the preprocessing is (default: ${DEFAULT-VALUE}).")
  JpegDecoding jpegDecoding = JpegDecoding.exact;

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
   * @throws RefusedException when no weights are named, or no stage or pooling is spelled so
   */
  FeatureRequest request(ClipRequest clips, StoredMaps maps) {
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
        jpegDecoding == JpegDecoding.reduced,
        clips,
        embeddingStage == null ? null : refusing(Stage::of, embeddingStage),
        refusing(Pooling::of, pooling),
        l2,
        maps,
        engine,
        precision,
        instructionSet,
        batchSize);
  }

  private static <T> T refusing(Function<String, T> spelled, String text) {
    try {
      return spelled.apply(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  /** Spelled as on the command line. */
  enum JpegDecoding {
    exact,
    reduced
  }

  /** Spelled as on the command line. */
  enum DecoderIsolation {
    process,
    none
  }
}
