/**
 * The input: which images there are, and their bytes.
 *
 * <p>Begin with {@link io.residua.io.lake.LakeListing}, which makes a {@link
 * io.residua.io.lake.Listing} of {@link io.residua.io.lake.LakeImage}s; {@link
 * io.residua.io.lake.Prefetch} reads them as {@link io.residua.io.lake.Fetched}. Local files are
 * read through {@code java.nio}, all others through Hadoop's client API.
 *
 * <p>An image may also be in a file of many: {@link io.residua.io.lake.Containers} opens one to
 * list what is in it, each with its {@link io.residua.io.lake.Place}; {@code
 * io.residua.io.container} says how. It then has the modification time and the etag of its
 * container, and is read only while these are as planned. The store's own failures are tried again
 * as those of files are; a damaged container is not. Of a table that something else knows, {@link
 * io.residua.io.lake.TableRows} say which rows of which Parquet file there still are.
 *
 * <p>Knows nothing of pixels, of outputs or of Spark, and never writes.
 */
@NullMarked
package io.residua.io.lake;

import org.jspecify.annotations.NullMarked;
