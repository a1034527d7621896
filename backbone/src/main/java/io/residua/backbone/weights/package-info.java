/**
 * Weights: found, read, checked against the architecture and folded.
 *
 * <p>Begin with {@link io.residua.backbone.weights.WeightsSource}, which turns what the user named
 * into {@link io.residua.backbone.FoldedWeights}; {@link
 * io.residua.backbone.weights.FoldedWeightsFormat} carries them to executors as plain bytes.
 *
 * <p>Every reader bounds every length it reads and executes nothing. Knows the root package,
 * Jackson's streaming parser and jhdf; no engine, no Spark.
 */
package io.residua.backbone.weights;
