/**
 * The reference engine: the same network as a Deeplearning4j {@code ComputationGraph}, computed by
 * ND4J's im2col and OpenBLAS. Slow, and written by others than oneDNN: what both agree on is right.
 *
 * <p>Begin with {@link io.residua.backbone.dl4j.Dl4jEngine}. Knows Deeplearning4j and the root
 * package; reads no file, and never Deeplearning4j's {@code ModelSerializer}, whose zip files may
 * run code.
 */
package io.residua.backbone.dl4j;
