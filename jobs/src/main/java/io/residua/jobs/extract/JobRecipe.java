package io.residua.jobs.extract;

import io.residua.backbone.Precision;
import java.io.Serializable;

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
    boolean isolated)
    implements Serializable {}
