/**
 * The ledger: every planned image ends in exactly one row, whatever dies on the way.
 *
 * <p>Begin with {@link io.residua.io.ledger.Ledger}: {@code open}, then {@code run} or {@code
 * freeze}, {@code state} for what is left to do, {@code shard} for each attempt, {@code complete}.
 *
 * <p>Knows nothing of pixels, of networks or of Spark.
 */
@NullMarked
package io.residua.io.ledger;

import org.jspecify.annotations.NullMarked;
