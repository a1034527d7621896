/**
 * The input: which images there are, and their bytes.
 *
 * <p>Begin with {@link io.residua.io.lake.FolderListing}, which makes a {@link
 * io.residua.io.lake.Listing} of {@link io.residua.io.lake.LakeImage}s; {@link
 * io.residua.io.lake.Prefetch} reads them as {@link io.residua.io.lake.Fetched}. Local files are
 * read through {@code java.nio}, all others through Hadoop's client API.
 *
 * <p>Knows nothing of pixels, of outputs or of Spark, and never writes.
 */
@NullMarked
package io.residua.io.lake;

import org.jspecify.annotations.NullMarked;
