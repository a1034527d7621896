package io.residua.backbone;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a ResNet departs from torchvision's. Weights of one variant run in another without any
 * error and give wrong features, so a variant is part of the network's name: {@code
 * resnet50-stride-in-1x1}.
 *
 * @param stride which convolution of a bottleneck has the stride
 * @param normalization biases and epsilon
 * @param stem what stands in front of the max pool
 * @param downsampling how shortcuts are narrowed
 * @param dilation how far maps are narrowed
 * @param body where it ends
 * @param inflation whether it takes clips
 */
public record Variant(
    StridePlacement stride,
    Normalization normalization,
    Stem stem,
    Downsampling downsampling,
    Dilation dilation,
    Body body,
    Inflation inflation) {

  /** No departure: what {@code resnet50} alone means. */
  public static final Variant TORCHVISION =
      new Variant(
          StridePlacement.IN_3X3,
          Normalization.PLAIN,
          Stem.SINGLE_7X7,
          Downsampling.STRIDED,
          Dilation.NONE,
          Body.CONV5,
          Inflation.NONE);

  public Variant {
    if (normalization.keras() && stride != StridePlacement.IN_1X1) {
      throw new IllegalArgumentException(
          "[variant] %s: expected the stride in the 1x1, as Keras has it, found it in the 3x3"
              .formatted(normalization.label()));
    }
    // timm averages there with stride 1 and zeros at the edges.
    if (downsampling == Downsampling.AVERAGED && dilation.keepsPrevious()) {
      throw new IllegalArgumentException(
          "[variant] %s-%s: expected whole stages dilated beside an average pool, found the other rule; use %s-whole-stage-dilated"
              .formatted(downsampling.label(), dilation.label(), dilation.label()));
    }
    if (downsampling == Downsampling.AVERAGED && inflation.temporal()) {
      throw new IllegalArgumentException(
          "[variant] %s-%s: expected strided shortcuts in a network of clips, found averaged ones; use one or the other"
              .formatted(downsampling.label(), inflation.label()));
    }
  }

  /**
   * The variant with these features.
   *
   * @param features as {@link #features} spells them: {@code keras}, empty for torchvision's
   * @throws IllegalArgumentException when they are spelled in another way, or do not go together
   */
  public static Variant of(String features) {
    Normalization normalization = found(Normalization.values(), Normalization::label, features);
    StridePlacement stride =
        normalization.keras()
            ? StridePlacement.IN_1X1
            : found(StridePlacement.values(), StridePlacement::label, features);
    Variant variant =
        new Variant(
            stride,
            normalization,
            found(Stem.values(), Stem::label, features),
            found(Downsampling.values(), Downsampling::label, features),
            found(Dilation.values(), Dilation::label, features),
            found(Body.values(), Body::label, features),
            Inflation.of(features));
    if (!variant.features().equals(features)) {
      throw new IllegalArgumentException(
          "[variant] expected some of %s, in this order with a '-' between, found '%s'"
              .formatted(labels().collect(Collectors.joining(", ")), features));
    }
    return variant;
  }

  /**
   * What stands behind the network's name, {@code stride-in-1x1}: the labels of the departures, in
   * the order of the components, empty for torchvision's. Keras' label says the stride, too.
   */
  public String features() {
    return Stream.of(
            normalization.keras() ? "" : stride.label(),
            normalization.label(),
            stem.label(),
            downsampling.label(),
            dilation.label(),
            body.label(),
            inflation.label())
        .filter(label -> !label.isEmpty())
        .collect(Collectors.joining("-"));
  }

  /** The features, or {@code torchvision} where there are none: {@link Provenance#variant}. */
  public String label() {
    return features().isEmpty() ? "torchvision" : features();
  }

  /** The same with the stride elsewhere. */
  public Variant with(StridePlacement otherStride) {
    return new Variant(otherStride, normalization, stem, downsampling, dilation, body, inflation);
  }

  /** The same with other norms; Keras' take the stride to the 1x1. */
  public Variant with(Normalization other) {
    return new Variant(
        other.keras() ? StridePlacement.IN_1X1 : stride,
        other,
        stem,
        downsampling,
        dilation,
        body,
        inflation);
  }

  /** The same with another stem. */
  public Variant with(Stem other) {
    return new Variant(stride, normalization, other, downsampling, dilation, body, inflation);
  }

  /** The same with other shortcuts. */
  public Variant with(Downsampling other) {
    return new Variant(stride, normalization, stem, other, dilation, body, inflation);
  }

  /** The same with another end. */
  public Variant with(Body other) {
    return new Variant(stride, normalization, stem, downsampling, dilation, other, inflation);
  }

  /** The same over another extent of time. */
  public Variant with(Inflation other) {
    return new Variant(stride, normalization, stem, downsampling, dilation, body, other);
  }

  private static Stream<String> labels() {
    return Stream.of(
            Arrays.stream(StridePlacement.values()).map(StridePlacement::label),
            Arrays.stream(Normalization.values()).map(Normalization::label),
            Arrays.stream(Stem.values()).map(Stem::label),
            Arrays.stream(Downsampling.values()).map(Downsampling::label),
            Arrays.stream(Dilation.values()).map(Dilation::label),
            Arrays.stream(Body.values()).map(Body::label),
            Inflation.labels())
        .flatMap(Function.identity())
        .filter(label -> !label.isEmpty());
  }

  /** The value whose label is the longest among the features, else the first, torchvision's. */
  private static <T> T found(T[] values, Function<T, String> label, String features) {
    return Arrays.stream(values)
        .filter(value -> ("-" + features + "-").contains("-" + label.apply(value) + "-"))
        .max(Comparator.comparingInt(value -> label.apply(value).length()))
        .orElse(values[0]);
  }
}
