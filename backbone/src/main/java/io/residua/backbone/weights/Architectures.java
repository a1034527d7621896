package io.residua.backbone.weights;

import io.residua.backbone.Block;
import io.residua.backbone.Downsampling;
import io.residua.backbone.Normalization;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.Stem;
import io.residua.backbone.StridePlacement;
import io.residua.backbone.Variant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells from names and shapes what some weights belong to. */
final class Architectures {
  private static final String LANDMARK = "layer1.0.conv1.weight";
  private static final String LANDMARK_BIAS = "layer1.0.conv1.bias";

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
    if (tensors.shape(prefix + LANDMARK).size() == 5) {
      return "these are weights of a 3-D network, which is not supported";
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
    return ResNetSpec.known().stream()
        .filter(spec -> spec.block() == block && fits(tensors, prefix, spec))
        .findFirst();
  }

  /** The variants that such tensors can be of; those asked for where tensors cannot tell. */
  private static Stream<ResNetSpec> lookalikes(
      ResNetSpec network, NamedTensors tensors, String prefix, Variant asked) {
    Stem stem = tensors.names().contains(prefix + "conv1.0.weight") ? Stem.DEEP : Stem.SINGLE_7X7;
    Downsampling downsampling =
        hasFour(tensors, prefix + "layer1.0.downsample.1.weight")
                || hasFour(tensors, prefix + "layer2.0.downsample.1.weight")
            ? Downsampling.AVERAGED
            : Downsampling.STRIDED;
    Variant base =
        asked.stem() == stem && asked.downsampling() == downsampling ? asked : Variant.TORCHVISION;
    boolean biased = tensors.names().contains(prefix + LANDMARK_BIAS);
    return variants(network.block(), biased, base.with(stem).with(downsampling)).map(network::in);
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
        && tensors.shape(middle).equals(List.of(64L, 64L, 3L, 3L));
  }

  private static int blocks(NamedTensors tensors, String stage) {
    int blocks = 0;
    while (tensors.names().contains(stage + blocks + ".conv1.weight")) {
      blocks++;
    }
    return blocks;
  }
}
