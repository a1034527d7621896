/**
 * {@code residua index}, {@code search} and {@code duplicates}: the nearest neighbours of an image.
 *
 * <p>Begin with {@link io.residua.jobs.search.Indexing}, which builds an index on the executors, a
 * {@code GroupTask} for each group of shards, and {@link io.residua.jobs.search.Searching}, which
 * asks it. {@code IndexDescription} is {@code index.json}; {@code GroupIndex} is one group's files
 * while they are open.
 *
 * <h2>How it is searched</h2>
 *
 * <p>Embeddings are taken as unit vectors of a {@link io.residua.jobs.search.Metric}, after the
 * mean of all was subtracted for {@code centred-cosine}. A vector's <b>signature</b> is the signs
 * of its coordinates after random rotations, 2048 bits or more: the share of bits in which two
 * differ is their angle by pi, but for chance (Charikar, <i>Similarity estimation techniques from
 * rounding algorithms</i>, 2002). Comparing two signatures takes a tenth of comparing two vectors
 * of 2048 values without SIMD, of which JVector has none on Java 17; a graph is built by signatures
 * alone.
 *
 * <p>A search brings together the <i>depth</i> vectors whose signatures are nearest to the query's,
 * by walking JVector's graph ({@code graph}) or by going through all signatures ({@code scan}), and
 * ranks those by their exact cosines. How it is done and how deep is measured when the index is
 * built: the least of a ladder with which the 10 nearest of up to 500 of its own vectors are found
 * well enough. Its last step ranks every vector, so that any recall is reached. Sets too small to
 * gain by an index are searched through as they are ({@code exact}).
 *
 * <h2>Files below OUT/index</h2>
 *
 * <pre>{@code
 * graph-0000-<key>.jvector      JVector's OnDiskGraphIndex, version 6, with inline vectors: the unit
 *                               vectors of the group, float32, row by row
 * signatures-0000-<key>.bin     int64 [rows, bits / 64], little-endian; bit b of a row is bit b mod 64
 *                               of its word b / 64
 * uris-0000-<key>.bin           int64 [rows + 1], little-endian: where each uri ends, from 0 before the
 *                               first; then the uris in UTF-8
 * index.json                    placed last; without it there is no index
 * }</pre>
 *
 * <p>A group is so many consecutive shards as have at most {@code --group-vectors} embeddings, or
 * one; its rows are theirs in the order of the plan, which is that of the uris' UTF-8 bytes. The
 * key is of what decides the files, so that builds of other options never mix. index.json names
 * each file with length and SHA-256.
 */
@NullMarked
package io.residua.jobs.search;

import org.jspecify.annotations.NullMarked;
