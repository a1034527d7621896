/**
 * Calibration for int8: which range each activation gets, and whether embeddings bear it.
 *
 * <p>Begin with {@link io.residua.jobs.calibrate.Calibrator}. It works on a {@link
 * io.residua.jobs.calibrate.Sample} of pixels that somebody else has decoded; half of it measures
 * the ranges, the other half the drift. Where the drift is more than {@link
 * io.residua.jobs.calibrate.DriftLimits} lets through, {@code KeptBlocks} keeps the blocks that
 * cause most of it in bfloat16.
 *
 * <p>Knows the backbone; nothing of the lake, of outputs or of Spark.
 */
@NullMarked
package io.residua.jobs.calibrate;

import org.jspecify.annotations.NullMarked;
