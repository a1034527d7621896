/**
 * The reference engine: the same network as a Deeplearning4j {@code ComputationGraph}, computed by
 * ND4J's im2col and OpenBLAS. Slow, and written by others than oneDNN: what both agree on is right.
 * And the door for Deeplearning4j's users: such a graph out to a zip file and back.
 *
 * <p>Begin with {@link io.residua.backbone.dl4j.Dl4jEngine} and {@link
 * io.residua.backbone.dl4j.Dl4jZip}. Knows Deeplearning4j, Jackson's streaming parser, the root
 * package and of weights the exception and the hash; never Deeplearning4j's {@code
 * ModelSerializer}, which runs what a zip file holds.
 */
package io.residua.backbone.dl4j;
