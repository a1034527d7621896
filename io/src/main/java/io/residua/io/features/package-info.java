/**
 * Features in Arrow vectors and in Parquet files.
 *
 * <p>Begin with {@link io.residua.io.features.EmbeddingBatch}, which {@link
 * io.residua.io.features.EmbeddingParquet} writes to a file on the local disk. Where that file goes
 * is for {@code io.residua.io.ledger} to say.
 *
 * <p>Knows nothing of outputs, shards, plans or Spark.
 */
@NullMarked
package io.residua.io.features;

import org.jspecify.annotations.NullMarked;
