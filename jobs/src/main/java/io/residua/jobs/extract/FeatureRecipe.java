package io.residua.jobs.extract;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Stage;
import io.residua.io.features.StoredMaps;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is made of an image. Names and numbers, as they travel in a task's closure.
 *
 * @param preprocessing name, or figures written out
 * @param clips frames of a clip; null for images
 * @param embedding the pooled stage
 * @param channels length of an embedding
 * @param maps stored beside it
 */
record FeatureRecipe(
    String preprocessing,
    @Nullable ClipSampling clips,
    PooledStage embedding,
    int channels,
    StoredMaps maps)
    implements Serializable {

  Preprocessing pixels() {
    return Preprocessing.of(preprocessing);
  }

  /** The same of JPEG files decoded as they are; this where it is of them already. */
  FeatureRecipe exactJpeg() {
    String exact = pixels().exactJpeg().name();
    return new FeatureRecipe(exact, clips, embedding, channels, maps);
  }

  /** Frames of one item. */
  int frames() {
    return clips == null ? 1 : clips.length();
  }

  /** Stages a forward pass must leave. */
  Set<Stage> stages() {
    Set<Stage> stages = EnumSet.of(embedding.stage());
    stages.addAll(maps.stages());
    return stages;
  }
}
