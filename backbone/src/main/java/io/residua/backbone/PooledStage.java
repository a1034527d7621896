package io.residua.backbone;

import java.io.Serializable;
import java.nio.FloatBuffer;

/**
 * What an embedding is: a stage's map, pooled to one value a channel.
 *
 * @param stage the stage that is pooled
 * @param pooling of each channel over frames, height and width
 * @param l2 whether vectors are scaled to length 1, by {@link L2Norm}
 */
public record PooledStage(Stage stage, Pooling pooling, boolean l2) implements Serializable {

  /**
   * Copies the embeddings of a pass.
   *
   * @param target takes float32 {@code [images, channels]}, values of at least 0; its position
   *     moves behind them
   * @throws IllegalArgumentException when the stage was not wanted or the target has no room
   */
  public void copy(StageMaps maps, FloatBuffer target) {
    int first = target.position();
    maps.copyPooled(stage, pooling, target);
    int channels = maps.shape(stage).channels();
    for (int i = first; l2 && i < target.position(); i += channels) {
      L2Norm.normalize(target.slice(i, channels));
    }
  }
}
