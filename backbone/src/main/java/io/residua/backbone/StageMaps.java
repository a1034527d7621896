package io.residua.backbone;

import java.nio.FloatBuffer;

/**
 * What one forward pass leaves: the feature maps of the stages that were wanted. Every read after
 * the slot's next batch or its close is an {@link IllegalStateException}.
 */
public interface StageMaps {

  /** Images, or clips, of the pass. */
  int images();

  /**
   * Shape of the map of one image or clip.
   *
   * @throws IllegalArgumentException when the stage was not wanted
   */
  FeatureShape shape(Stage stage);

  /**
   * Copies a stage's map of one image or clip.
   *
   * @param image 0 to {@link #images} - 1
   * @param target takes float32 CTHW {@code [channels, frames, height, width]}, which is CHW for an
   *     image, values of at least 0 (each stage ends in a ReLU); its position moves behind them
   * @throws IllegalArgumentException when the stage was not wanted, there is no such image, or the
   *     target has no room
   */
  void copyMap(Stage stage, int image, FloatBuffer target);

  /**
   * Copies a stage's maps, one behind the other.
   *
   * @param target takes float32 NCTHW {@code [images, channels, frames, height, width]}; its
   *     position moves behind them
   * @throws IllegalArgumentException when the stage was not wanted or the target has no room
   */
  default void copyMap(Stage stage, FloatBuffer target) {
    requireRoom(target, images() * shape(stage).size());
    for (int image = 0; image < images(); image++) {
      copyMap(stage, image, target);
    }
  }

  /**
   * Pools a stage's maps, each channel over frames, height and width.
   *
   * @param target takes float32 {@code [images, channels]}, values of at least 0; its position
   *     moves behind them
   * @throws IllegalArgumentException when the stage was not wanted or the target has no room
   */
  default void copyPooled(Stage stage, Pooling pooling, FloatBuffer target) {
    FeatureShape shape = shape(stage);
    requireRoom(target, (long) images() * shape.channels());
    float[] map = new float[Math.toIntExact(shape.size())];
    for (int image = 0; image < images(); image++) {
      copyMap(stage, image, FloatBuffer.wrap(map));
      for (int from = 0; from < map.length; from += shape.pixels()) {
        target.put(pooling.pool(map, from, from + shape.pixels()));
      }
    }
  }

  /**
   * Refuses an image or clip that the pass does not have.
   *
   * @throws IllegalArgumentException when {@code image} is not 0 to {@link #images} - 1
   */
  default void requireImage(int image) {
    if (image < 0 || image >= images()) {
      throw new IllegalArgumentException(
          "[maps] image: expected 0 to %d, found %d".formatted(images() - 1, image));
    }
  }

  /**
   * Refuses a target that is too small.
   *
   * @param values that are to be put at its position
   * @throws IllegalArgumentException when fewer remain
   */
  static void requireRoom(FloatBuffer target, long values) {
    if (target.remaining() < values) {
      throw new IllegalArgumentException(
          "[maps] target: expected room for %d values, found %d"
              .formatted(values, target.remaining()));
    }
  }
}
