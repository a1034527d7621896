package io.residua.jobs.extract;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Stage;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What an executor must know to work on shards: names and numbers, nothing native. Travels in the
 * task's closure.
 *
 * @param output folder of the features
 * @param runJson the frozen run, {@code RunDescription.toJson}
 * @param engine name of the engine
 * @param precision resolved
 * @param instructionSet every executor is held to
 * @param preprocessing name
 * @param clips frames of a clip; null for images
 * @param stage pooled into the embedding
 * @param channels length of an embedding
 * @param batchSize images of a forward pass
 * @param isolated whether images are decoded in a process apart
 */
record JobRecipe(
    String output,
    String runJson,
    String engine,
    Precision precision,
    String instructionSet,
    String preprocessing,
    @Nullable ClipSampling clips,
    Stage stage,
    int channels,
    int batchSize,
    boolean isolated)
    implements Serializable {

  Preprocessing pixels() {
    return Preprocessing.of(preprocessing);
  }
}
