/**
 * The second engine: ND4J's operations, over memory with channels last, by the oneDNN 2.3 that
 * comes inside ND4J, another generation than the first engine's and in one type of number. Of this
 * project both share the network's definition only, so that a mistake in either shows. And the door
 * for Deeplearning4j's users: the network as a {@code ComputationGraph} out to a zip file and back.
 * Such a graph also runs in Deeplearning4j, but at a tenth of the engine's speed, as its layers go
 * through im2col.
 *
 * <p>Begin with {@link io.residua.backbone.dl4j.Dl4jEngine} and {@link
 * io.residua.backbone.dl4j.Dl4jZip}. Knows Deeplearning4j, ND4J, JavaCPP's pointers, Jackson's
 * streaming parser, the root package and of weights the exception and the hash; never
 * Deeplearning4j's {@code ModelSerializer}, which runs what a zip file holds.
 */
package io.residua.backbone.dl4j;
