package io.residua.backbone.weights;

import io.residua.backbone.Block;
import io.residua.backbone.Downsampling;
import io.residua.backbone.Inflation;
import io.residua.backbone.Normalization;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.Stem;
import io.residua.backbone.StridePlacement;
import io.residua.backbone.Variant;
import io.residua.backbone.WeightInflation;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells from names and shapes what some weights belong to. */
final class Architectures {
  private static final String LANDMARK = "layer1.0.conv1.weight";
  private static final String LANDMARK_BIAS = "layer1.0.conv1.bias";

  private static final Inflation T3 = new Inflation(3, false, WeightInflation.CENTER_ONLY);

  private Architectures() {}

  /**
   * What stands before torchvision's names, as checkpoints of larger models have it: {@code
   * backbone.}, {@code module.}, mostly nothing.
   *
   * @throws WeightsException when more than one network is inside
   */
  static String prefix(String source, NamedTensors tensors) {
    TreeSet<String> found = new TreeSet<>();
    for (String name : tensors.names()) {
      if (name.equals(LANDMARK) || name.endsWith("." + LANDMARK)) {
        found.add(name.substring(0, name.length() - LANDMARK.length()));
      }
    }
    if (found.size() > 1) {
      throw new WeightsException(
          source,
          "expected one ResNet, found %d, under %s; keep one in the file"
              .formatted(found.size(), found));
    }
    return found.isEmpty() ? "" : found.first();
  }

  /** What to say to somebody whose weights do not fit {@code asked}. */
  static String remedy(NamedTensors tensors, String prefix, ResNetSpec asked) {
    if (!tensors.names().contains(prefix + LANDMARK)) {
      return "these do not look like a ResNet with torchvision's or timm's names";
    }
    List<String> names =
        guess(tensors, prefix).stream()
            .flatMap(network -> lookalikes(network, tensors, prefix, asked.variant()))
            .map(ResNetSpec::name)
            .toList();
    if (names.isEmpty() || names.contains(asked.name())) {
      return "these are not whole " + asked.name() + " weights; get the file again";
    }
    String any = String.join(" or ", names);
    return "these look like %s weights; use --model %s".formatted(any, any);
  }

  /** The network of Table 1 that has these blocks in the stages that are there. */
  static Optional<ResNetSpec> guess(NamedTensors tensors, String prefix) {
    Block block =
        tensors.names().contains(prefix + "layer1.0.conv3.weight") ? Block.BOTTLENECK : Block.BASIC;
    boolean clips = ofClips(tensors, prefix);
    return (clips ? ResNetSpec.inflated() : ResNetSpec.known())
        .stream().filter(spec -> spec.block() == block && fits(tensors, prefix, spec)).findFirst();
  }

  /** The variants that such tensors can be of; those asked for where tensors cannot tell. */
  private static Stream<ResNetSpec> lookalikes(
      ResNetSpec network, NamedTensors tensors, String prefix, Variant asked) {
    Stem stem = tensors.names().contains(prefix + "conv1.0.weight") ? Stem.DEEP : Stem.SINGLE_7X7;
    Downsampling downsampling =
        !ofClips(tensors, prefix)
                && (hasFour(tensors, prefix + "layer1.0.downsample.1.weight")
                    || hasFour(tensors, prefix + "layer2.0.downsample.1.weight"))
            ? Downsampling.AVERAGED
            : Downsampling.STRIDED;
    Variant base =
        asked.stem() == stem && asked.downsampling() == downsampling ? asked : Variant.TORCHVISION;
    boolean biased = tensors.names().contains(prefix + LANDMARK_BIAS);
    Variant fitted =
        base.with(inflation(tensors, prefix, asked.inflation())).with(stem).with(downsampling);
    return variants(network.block(), biased, fitted).map(network::in);
  }

  /** By the 3x3 of conv3_x; the stride in time and the way of inflating leave no trace. */
  private static Inflation inflation(NamedTensors tensors, String prefix, Inflation asked) {
    if (!ofClips(tensors, prefix)) {
      return Inflation.NONE;
    }
    String middle = prefix + "layer2.0.conv2.weight";
    List<Long> shape = tensors.names().contains(middle) ? tensors.shape(middle) : List.of();
    return Inflation.KERNELS.stream()
        .filter(frames -> shape.size() == 5 && shape.get(2) == (long) frames)
        .filter(frames -> frames != asked.temporalKernel())
        .map(frames -> new Inflation(frames, asked.temporalStride(), WeightInflation.CENTER_ONLY))
        .findFirst()
        .orElse(asked.temporal() ? asked : T3);
  }

  private static boolean ofClips(NamedTensors tensors, String prefix) {
    String landmark = prefix + LANDMARK;
    return tensors.names().contains(landmark) && tensors.shape(landmark).size() == 5;
  }

  /** Whether it is a convolution's weight, not a norm's. */
  private static boolean hasFour(NamedTensors tensors, String name) {
    return tensors.names().contains(name) && tensors.shape(name).size() == 4;
  }

  private static Stream<Variant> variants(Block block, boolean biased, Variant asked) {
    if (block == Block.BASIC) {
      return Stream.of(
          asked
              .with(biased ? Normalization.BIASED : Normalization.PLAIN)
              .with(StridePlacement.IN_3X3));
    }
    if (biased == asked.normalization().biased()) {
      return Stream.of(asked);
    }
    return biased
        ? Stream.of(Normalization.KERAS, Normalization.KERAS_FIRST_GENERATION).map(asked::with)
        : Stream.of(StridePlacement.values()).map(asked.with(Normalization.PLAIN)::with);
  }

  private static boolean fits(NamedTensors tensors, String prefix, ResNetSpec spec) {
    for (Stage stage : Stage.values()) {
      int blocks = blocks(tensors, prefix + stage.torchvisionName() + ".");
      if (blocks != 0 && blocks != spec.depths().get(stage.index())) {
        return false;
      }
    }
    String middle = prefix + "layer1.0.conv2.weight";
    return tensors.names().contains(middle)
        && tensors
            .shape(middle)
            .equals(spec.blocks(Stage.CONV2_X).get(0).branch().get(1).weightShape());
  }

  private static int blocks(NamedTensors tensors, String stage) {
    int blocks = 0;
    while (tensors.names().contains(stage + blocks + ".conv1.weight")) {
      blocks++;
    }
    return blocks;
  }
}
