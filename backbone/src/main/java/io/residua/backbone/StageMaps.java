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
   * Copies a stage's maps.
   *
   * @param target takes float32 NCTHW {@code [images, channels, frames, height, width]}, which is
   *     NCHW for images, values of at least 0 (each stage ends in a ReLU); its position moves
   *     behind them
   * @throws IllegalArgumentException when the stage was not wanted or the target has no room
   */
  void copyMap(Stage stage, FloatBuffer target);

  /**
   * Global average pooling of a stage: the mean over frames, height and width.
   *
   * @param target takes float32 {@code [images, channels]}, values of at least 0; its position
   *     moves behind them
   * @throws IllegalArgumentException when the stage was not wanted or the target has no room
   */
  void copyPooled(Stage stage, FloatBuffer target);
}
