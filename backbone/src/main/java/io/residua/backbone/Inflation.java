package io.residua.backbone;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What makes a network of images one of clips: Girdhar et al., <i>Detect-and-Track</i> (CVPR 2018).
 * The stem, its max pool and conv2_x take every frame alone; so does every 1x1.
 *
 * @param temporalKernel frames that the 3x3 of conv3_x, conv4_x and conv5_x reach over: 1, 3, 5 or
 *     7, or 0 for a network of images
 * @param temporalStride whether a stage that halves its maps halves the frames, too
 * @param weights how it takes the weights of a network of images
 */
public record Inflation(int temporalKernel, boolean temporalStride, WeightInflation weights) {

  /** A network of images. */
  public static final Inflation NONE = new Inflation(0, false, WeightInflation.CENTER_ONLY);

  /** The temporal kernels there are, in frames: odd, so that each has a middle. */
  public static final List<Integer> KERNELS = List.of(1, 3, 5, 7);

  private static final String STRIDE = "temporal-stride";

  public Inflation {
    boolean departs = temporalStride || weights != WeightInflation.CENTER_ONLY;
    if (temporalKernel == 0 ? departs : !KERNELS.contains(temporalKernel)) {
      throw new IllegalArgumentException(
          "[variant] temporal kernel: expected one of t1, t3, t5, t7, found "
              + (temporalKernel == 0 ? "none; try t3-temporal-stride" : "t" + temporalKernel));
    }
  }

  /** Whether it makes a network of clips. */
  public boolean temporal() {
    return temporalKernel != 0;
  }

  /** See {@link ResNetSpec#requireFrames}. */
  void requireFrames(String model, int frames) {
    if (frames < 1) {
      throw new IllegalArgumentException(
          "[batch] frames: expected at least 1, found %d".formatted(frames));
    }
    if (frames > 1 && !temporal()) {
      throw new IllegalArgumentException(
          "[batch] frames: expected 1, as %s takes images, found %d; use a resnet3d model for clips"
              .formatted(model, frames));
    }
  }

  /** Its part of a network's name, {@code t3-temporal-stride}; empty for a network of images. */
  public String label() {
    return Stream.of(
            temporal() ? "t" + temporalKernel : "", temporalStride ? STRIDE : "", weights.label())
        .filter(label -> !label.isEmpty())
        .collect(Collectors.joining("-"));
  }

  /** The inflation among a variant's features. */
  static Inflation of(String features) {
    String all = "-" + features + "-";
    int kernel = KERNELS.stream().filter(k -> all.contains("-t" + k + "-")).findFirst().orElse(0);
    boolean mean = all.contains("-" + WeightInflation.MEAN_REPEAT.label() + "-");
    return new Inflation(
        kernel,
        all.contains("-" + STRIDE + "-"),
        mean ? WeightInflation.MEAN_REPEAT : WeightInflation.CENTER_ONLY);
  }

  /** The features there are. */
  static Stream<String> labels() {
    return Stream.concat(
        KERNELS.stream().map(kernel -> "t" + kernel),
        Stream.of(STRIDE, WeightInflation.MEAN_REPEAT.label()));
  }

  /** The extent in time of a convolution that takes every frame alone; null for images. */
  @Nullable Temporal frameByFrame() {
    return temporal() ? new Temporal(1, 1) : null;
  }

  /**
   * The extent in time of one convolution of a block; null for images.
   *
   * @param kernel side of its kernel: a 1x1 reaches over one frame
   * @param stride its step in pixels
   */
  @Nullable Temporal of(Stage stage, int kernel, int stride) {
    if (!temporal()) {
      return null;
    }
    boolean reaches = stage != Stage.CONV2_X && kernel > 1;
    return new Temporal(reaches ? temporalKernel : 1, temporalStride ? stride : 1);
  }
}
