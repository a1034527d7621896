/**
 * {@code residua verify}: proof of an output from its files alone.
 *
 * <p>Begin with {@link io.residua.jobs.verify.Verification}. Written from the description of the
 * formats; shares no code with what writes them, so that a fault of the writer is not repeated
 * here. Reads Parquet with Parquet's column readers and JSON with Jackson.
 */
@NullMarked
package io.residua.jobs.verify;

import org.jspecify.annotations.NullMarked;
