package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the maps of one file have in common.
 *
 * @param stage the stage they are of
 * @param stride pixels of the network's input by cell, along either side
 * @param channels of every map
 * @param fixed shape of every image's map of the run, as crops have; null where shapes differ by
 *     image, as in detection, where maps have one frame
 */
public record MapLayout(Stage stage, int stride, int channels, @Nullable FeatureShape fixed) {

  /** Most values of a map: what a direct buffer of float32 takes is below 2 GiB. */
  static final long MOST_VALUES = 1L << 28;

  public MapLayout {
    Objects.requireNonNull(stage, "stage");
    if (stride < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "[%s] expected a stride and channels of at least 1, found %d and %d"
              .formatted(stage.label(), stride, channels));
    }
    if (fixed != null && (fixed.channels() != channels || fixed.size() > MOST_VALUES)) {
      throw new IllegalArgumentException(
          "[%s] shape: expected %d channels and at most %d values, found %s"
              .formatted(stage.label(), channels, MOST_VALUES, extents(fixed)));
    }
  }

  /** {@code [channels, height, width]}, with the frames after the channels where there are more. */
  static List<Integer> extents(FeatureShape shape) {
    return shape.frames() == 1
        ? List.of(shape.channels(), shape.height(), shape.width())
        : List.of(shape.channels(), shape.frames(), shape.height(), shape.width());
  }

  /** Refuses the map of an image that is not of this layout. */
  void require(String uri, FeatureShape shape) {
    if (!has(shape)) {
      throw new IllegalArgumentException(
          "[%s] %s: expected a map of %s, found %s"
              .formatted(uri, stage.label(), expected(), extents(shape)));
    }
  }

  private boolean has(FeatureShape shape) {
    return fixed != null
        ? fixed.equals(shape)
        : shape.channels() == channels && shape.frames() == 1 && shape.size() <= MOST_VALUES;
  }

  private String expected() {
    return fixed != null
        ? extents(fixed).toString()
        : "[%d, height, width] and at most %d values".formatted(channels, MOST_VALUES);
  }
}
