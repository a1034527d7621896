package io.residua.jobs.extract;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * What a forward pass gave of one image.
 *
 * @param member the image
 * @param embedding float32 {@code [channels]}
 * @param maps of the stages stored, shallowest first
 */
record ExtractedRow(PixelBatch.Member member, FloatBuffer embedding, List<StageMap> maps) {

  /**
   * The map of one stage.
   *
   * @param values float32 CTHW {@code [channels, frames, height, width]}, of {@link MapBuffers}
   */
  record StageMap(Stage stage, FeatureShape shape, FloatBuffer values) {}
}
