/**
 * The vocabulary of a ResNet backbone: what its stages are called, what goes in, what comes out.
 *
 * <p>Begin with {@link io.residua.backbone.Stage} and {@link io.residua.backbone.ResNetSpec};
 * {@link io.residua.backbone.Engine} loads {@link io.residua.backbone.FoldedWeights} into a {@link
 * io.residua.backbone.Backbone}, whose {@link io.residua.backbone.Slot} runs forward passes. What
 * is read from the {@link io.residua.backbone.StageMaps} of a pass is a stage's map, or an
 * embedding, which is a {@link io.residua.backbone.PooledStage}.
 *
 * <p>Knows the JDK and nothing else: no Spark, no Hadoop, no native library.
 */
package io.residua.backbone;
