package io.residua.backbone;

import java.nio.FloatBuffer;

/**
 * What one forward pass leaves: the feature maps of the stages that were wanted. Every read after
 * the slot's next batch or its close is an {@link IllegalStateException}.
 */
public interface StageMaps {

  /** Images of the pass. */
  int images();

  /**
   * Shape of one image's map.
   *
   * @throws IllegalArgumentException when the stage was not wanted
   */
  FeatureShape shape(Stage stage);

  /**
   * Copies a stage's maps.
   *
   * @param target takes float32 NCHW {@code [images, channels, height, width]}, values of at least
   *     0 (each stage ends in a ReLU); its position moves behind them
   * @throws IllegalArgumentException when the stage was not wanted or the target has no room
   */
  void copyMap(Stage stage, FloatBuffer target);

  /**
   * Global average pooling of a stage.
   *
   * @param target takes float32 {@code [images, channels]}, values of at least 0; its position
   *     moves behind them
   * @throws IllegalArgumentException when the stage was not wanted or the target has no room
   */
  void copyPooled(Stage stage, FloatBuffer target);
}
