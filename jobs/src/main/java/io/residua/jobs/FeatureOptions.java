package io.residua.jobs;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which features: everything that decides their values. */
final class FeatureOptions {

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "resnet50",
      description =
          "resnet18, resnet34, resnet50, resnet101 or resnet152, or one of them in a variant, e.g. resnet50-os16 (README.md, \"Weights\"; default: ${DEFAULT-VALUE}).")
  String model = "resnet50";

  @Option(
      names = "--weights",
      paramLabel = "FILE|generated:SEED",
      description =
          "Weights of the model: a .safetensors file with torchvision's or timm's names, or generated:SEED, untrained ones for dry runs and benchmarks. There is no default.")
  @Nullable String weights;

  @Option(
      names = "--embedding-stage",
      paramLabel = "STAGE",
      defaultValue = "conv5_x",
      description =
          "Stage whose global average is the embedding: conv2_x, conv3_x, conv4_x or conv5_x (default: ${DEFAULT-VALUE}).")
  String embeddingStage = "conv5_x";

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
      defaultValue = "imagenet-224",
      description =
          "imagenet-224: shorter side to 256, centre crop 224, as torchvision and Pillow do it, bit for bit (default: ${DEFAULT-VALUE}).")
  String preprocessing = "imagenet-224";

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

  /** Spelled as on the command line. */
  enum DecoderIsolation {
    process,
    none
  }
}
