package io.residua.backbone;

import static io.residua.backbone.Block.BASIC;
import static io.residua.backbone.Block.BOTTLENECK;
import static io.residua.backbone.Variant.TORCHVISION;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The networks that have a name, and how to find one by it. */
final class Networks {
  /** He et al. 2016, Table 1, shallowest first. */
  static final List<ResNetSpec> OF_IMAGES =
      List.of(
          new ResNetSpec("resnet18", BASIC, List.of(2, 2, 2, 2), TORCHVISION),
          new ResNetSpec("resnet34", BASIC, List.of(3, 4, 6, 3), TORCHVISION),
          new ResNetSpec("resnet50", BOTTLENECK, List.of(3, 4, 6, 3), TORCHVISION),
          new ResNetSpec("resnet101", BOTTLENECK, List.of(3, 4, 23, 3), TORCHVISION),
          new ResNetSpec("resnet152", BOTTLENECK, List.of(3, 8, 36, 3), TORCHVISION));

  private static final Variant T3 = Variant.of("t3");

  /** Those inflated, with a temporal kernel of 3. */
  static final List<ResNetSpec> OF_CLIPS =
      List.of(
          new ResNetSpec("resnet3d-18-basic", BASIC, List.of(2, 2, 2, 2), T3),
          new ResNetSpec("resnet3d-18-bottleneck", BOTTLENECK, List.of(2, 2, 2, 2), T3),
          new ResNetSpec("resnet3d-34-basic", BASIC, List.of(3, 4, 6, 3), T3),
          new ResNetSpec("resnet3d-50", BOTTLENECK, List.of(3, 4, 6, 3), T3),
          new ResNetSpec("resnet3d-101", BOTTLENECK, List.of(3, 4, 23, 3), T3),
          new ResNetSpec("resnet3d-152", BOTTLENECK, List.of(3, 8, 36, 3), T3));

  private static final String CLIPS = "resnet3d-";

  private Networks() {}

  /** See {@link ResNetSpec#of}. */
  static ResNetSpec named(String name) {
    ResNetSpec known =
        all()
            .filter(spec -> (name + "-").startsWith(spec.network() + "-"))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    boolean alone = name.equals(known.network());
    return known.in(alone ? TORCHVISION : Variant.of(name.substring(known.network().length() + 1)));
  }

  /**
   * Lets only variants pass that say how far a network of clips reaches in time, and no network of
   * images.
   */
  static void requireItsInputs(String network, Variant variant) {
    boolean clips = variant.inflation().temporal();
    if (network.startsWith(CLIPS) && !clips) {
      throw new IllegalArgumentException(
          "[model] %s: expected a temporal kernel, t1, t3, t5 or t7, found none; try %s-t3"
              .formatted(network, network));
    }
    if (clips && !network.startsWith(CLIPS)) {
      throw new IllegalArgumentException(
          "[model] %s: expected a variant of a network of images, found %s; clips are for resnet3d-50-t3 and the like"
              .formatted(network, variant.label()));
    }
  }

  private static Stream<ResNetSpec> all() {
    return Stream.concat(OF_IMAGES.stream(), OF_CLIPS.stream());
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "[model] expected one of %s, found %s"
            .formatted(all().map(ResNetSpec::network).collect(Collectors.joining(", ")), name));
  }
}
