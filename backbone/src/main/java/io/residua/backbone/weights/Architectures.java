package io.residua.backbone.weights;

import io.residua.backbone.Block;
import io.residua.backbone.Body;
import io.residua.backbone.Downsampling;
import io.residua.backbone.Inflation;
import io.residua.backbone.Normalization;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.Stem;
import io.residua.backbone.StridePlacement;
import io.residua.backbone.Variant;
import io.residua.backbone.WeightInflation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells from names and shapes what network some weights are of. */
final class Architectures {
  private static final String LANDMARK = TorchvisionNaming.LANDMARK;
  private static final String MIDDLE = "layer1.0.conv2.weight";

  /** Detect-and-Track's. */
  private static final int USUAL_TEMPORAL_KERNEL = 3;

  private final NamedTensors tensors;

  Architectures(NamedTensors tensors) {
    this.tensors = tensors;
  }

  /**
   * The network with what its tensors show and, where they do not, what its library has.
   *
   * @throws WeightsException when it is none of Table 1; the message says what it is instead
   */
  ResNetSpec spec(String source, Convention convention) {
    ResNetSpec network = network().orElseThrow(() -> new WeightsException(source, stranger()));
    Variant shown =
        Variant.TORCHVISION
            .with(inflation(Inflation.NONE))
            .with(stem())
            .with(downsampling())
            .with(
                blocks(Stage.CONV5_X) == 0 && whole(network, Stage.CONV4_X)
                    ? Body.CONV4
                    : Body.CONV5);
    if (network.block() == Block.BASIC) {
      return network.in(shown.with(biased() ? Normalization.BIASED : Normalization.PLAIN));
    }
    return network.in(shown.with(convention.stride()).with(convention.normalization(biased())));
  }

  /** What to say to somebody whose weights do not fit {@code asked}. */
  String remedy(ResNetSpec asked) {
    if (!tensors.names().contains(LANDMARK)) {
      return "these do not look like a ResNet";
    }
    Optional<ResNetSpec> network = network();
    if (network.isEmpty()) {
      return stranger();
    }
    List<String> names =
        lookalikes(network.get(), asked.variant()).map(ResNetSpec::name).distinct().toList();
    if (names.contains(asked.name())) {
      return "these are not whole " + asked.name() + " weights; get the file again";
    }
    String any = String.join(" or ", names);
    return "these look like %s weights; use --model %s".formatted(any, any);
  }

  /** The network of Table 1 that has these blocks in the stages that are there. */
  private Optional<ResNetSpec> network() {
    Block block = has("layer1.0.conv3.weight") ? Block.BOTTLENECK : Block.BASIC;
    List<ResNetSpec> candidates =
        (ofClips() ? ResNetSpec.inflated() : ResNetSpec.known())
            .stream().filter(spec -> spec.block() == block && beginsLike(spec)).toList();
    return Stream.concat(
            candidates.stream().filter(spec -> fits(spec, false)),
            candidates.stream().filter(spec -> fits(spec, true)))
        .findFirst();
  }

  private boolean beginsLike(ResNetSpec spec) {
    return has(MIDDLE)
        && tensors
            .shape(MIDDLE)
            .equals(spec.blocks(Stage.CONV2_X).get(0).branch().get(1).weightShape());
  }

  /**
   * Whether the stages have the network's blocks.
   *
   * @param cut whether the last one there may have fewer
   */
  private boolean fits(ResNetSpec spec, boolean cut) {
    for (Stage stage : Stage.values()) {
      int found = blocks(stage);
      int expected = spec.depths().get(stage.index());
      boolean last =
          Stream.of(Stage.values())
              .allMatch(other -> other.compareTo(stage) <= 0 || blocks(other) == 0);
      if (found != 0 && found != expected && !(cut && last && found < expected)) {
        return false;
      }
    }
    return true;
  }

  private boolean whole(ResNetSpec network, Stage last) {
    return network.stagesTo(last).stream()
        .allMatch(stage -> blocks(stage) == network.depths().get(stage.index()));
  }

  /** The variants that such tensors can be of; those asked for where tensors cannot tell. */
  private Stream<ResNetSpec> lookalikes(ResNetSpec network, Variant asked) {
    Variant base =
        asked.stem() == stem() && asked.downsampling() == downsampling()
            ? asked
            : Variant.TORCHVISION;
    Variant fitted = base.with(inflation(asked.inflation())).with(stem()).with(downsampling());
    return variants(network.block(), fitted).map(network::in);
  }

  private Stream<Variant> variants(Block block, Variant asked) {
    if (block == Block.BASIC) {
      return Stream.of(
          asked
              .with(biased() ? Normalization.BIASED : Normalization.PLAIN)
              .with(StridePlacement.IN_3X3));
    }
    if (biased() == asked.normalization().biased()) {
      return Stream.of(asked);
    }
    return biased()
        ? Stream.of(Normalization.KERAS, Normalization.KERAS_FIRST_GENERATION).map(asked::with)
        : Stream.of(StridePlacement.values()).map(asked.with(Normalization.PLAIN)::with);
  }

  private boolean biased() {
    return has("layer1.0.conv1.bias");
  }

  private Stem stem() {
    return has("conv1.0.weight") ? Stem.DEEP : Stem.SINGLE_7X7;
  }

  /** In timm an averaged shortcut's convolution is behind its pool, where else its norm is. */
  private Downsampling downsampling() {
    boolean averaged =
        !ofClips()
            && Stream.of("layer1.0.downsample.1.weight", "layer2.0.downsample.1.weight")
                .anyMatch(name -> has(name) && tensors.shape(name).size() == 4);
    return averaged ? Downsampling.AVERAGED : Downsampling.STRIDED;
  }

  /** By the 3x3 of conv3_x; the stride in time and the way of inflating leave no trace. */
  private Inflation inflation(Inflation asked) {
    if (!ofClips()) {
      return Inflation.NONE;
    }
    String middle = "layer2.0.conv2.weight";
    int frames = has(middle) ? Math.toIntExact(tensors.shape(middle).get(2)) : 1;
    if (frames == asked.temporalKernel()) {
      return asked;
    }
    int kernel = Inflation.KERNELS.contains(frames) ? frames : USUAL_TEMPORAL_KERNEL;
    return new Inflation(kernel, asked.temporalStride(), WeightInflation.CENTER_ONLY);
  }

  private boolean ofClips() {
    return has(LANDMARK) && tensors.shape(LANDMARK).size() == 5;
  }

  private int blocks(Stage stage) {
    int blocks = 0;
    while (has("%s.%d.conv1.weight".formatted(stage.torchvisionName(), blocks))) {
      blocks++;
    }
    return blocks;
  }

  private boolean has(String name) {
    return tensors.names().contains(name);
  }

  /** What a network is that is not of Table 1. */
  private String stranger() {
    List<Integer> depths = new ArrayList<>();
    List<Long> channels = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      if (blocks(stage) > 0) {
        depths.add(blocks(stage));
        channels.add(tensors.shape(stage.torchvisionName() + ".0.conv1.weight").get(0));
      }
    }
    String middle =
        has(MIDDLE) ? tensors.original(MIDDLE) + " " + tensors.shape(MIDDLE) : "no second one";
    return "expected a ResNet of He et al.'s Table 1 for ImageNet, whose 4 stages begin with 64 channels, found %d stages of %s blocks with %s channels, the first 3x3 being %s%s; use weights of resnet18, 34, 50, 101 or 152"
        .formatted(
            depths.size(),
            depths,
            channels,
            middle,
            channels.equals(List.of(16L, 32L, 64L))
                ? ": a ResNet for CIFAR's 32-pixel images"
                : "");
  }
}
