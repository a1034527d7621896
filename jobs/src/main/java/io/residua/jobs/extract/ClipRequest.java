package io.residua.jobs.extract;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.ResNetSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person said of clips.
 *
 * @param length frames of a clip; null when nothing was said
 * @param stride step between them, in frames of the video; null when nothing was said
 */
public record ClipRequest(@Nullable Integer length, @Nullable Integer stride) {

  /** Nothing was said. */
  public static final ClipRequest NONE = new ClipRequest(null, null);

  private static final int DEFAULT_LENGTH = 8;
  private static final int DEFAULT_STRIDE = 1;

  /**
   * Which frames {@code spec} sees of a video; null when it takes images.
   *
   * @throws IllegalArgumentException when a clip was described to a network of images, or cannot be
   */
  @Nullable ClipSampling of(ResNetSpec spec) {
    if (spec.temporal()) {
      return new ClipSampling(
          Objects.requireNonNullElse(length, DEFAULT_LENGTH),
          Objects.requireNonNullElse(stride, DEFAULT_STRIDE));
    }
    if (!equals(NONE)) {
      throw new IllegalArgumentException(
          "[--%s] expected a model of clips, found %s, which takes images; give --model resnet3d-50-t3 or the like, or leave the option out"
              .formatted(length != null ? "clip-length" : "clip-stride", spec.name()));
    }
    return null;
  }
}
