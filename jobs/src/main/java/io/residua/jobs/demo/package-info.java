/**
 * {@code residua demo}: pictures of the program's own making and a look at the embeddings of them.
 *
 * <p>Begin with {@link io.residua.jobs.demo.Demo}. Reads what {@code extract} wrote as any user of
 * Spark would, through {@code spark.read().parquet}.
 */
@NullMarked
package io.residua.jobs.demo;

import org.jspecify.annotations.NullMarked;
