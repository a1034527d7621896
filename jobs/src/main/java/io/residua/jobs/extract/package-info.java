/**
 * The main job: shards of images to files of embeddings, on Spark.
 *
 * <p>Begin with {@link io.residua.jobs.extract.Extraction}, the driver's view; {@code ShardTask} is
 * what an executor runs, {@code ShardExtraction} the way of one shard from bytes to rows. No pixel
 * and no feature ever travels in a Spark row: Spark moves shard numbers and outcomes.
 */
@NullMarked
package io.residua.jobs.extract;

import org.jspecify.annotations.NullMarked;
