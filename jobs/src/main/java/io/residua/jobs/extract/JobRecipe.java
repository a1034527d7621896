package io.residua.jobs.extract;

import io.residua.backbone.Precision;
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
 * @param features made of each image
 * @param batchSize images of a forward pass
 * @param calibrationJson {@code Calibration.toJson} of features in 8 bits; null for others
 * @param isolated whether images are decoded in a process apart
 */
record JobRecipe(
    String output,
    String runJson,
    String engine,
    Precision precision,
    String instructionSet,
    FeatureRecipe features,
    int batchSize,
    @Nullable String calibrationJson,
    boolean isolated)
    implements Serializable {}
