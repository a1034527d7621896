/**
 * Features in Arrow vectors and in Parquet files.
 *
 * <p>Begin with {@link io.residua.io.features.EmbeddingBatch}, which {@link
 * io.residua.io.features.EmbeddingParquet} writes to a file on the local disk; {@link
 * io.residua.io.features.EmbeddingFooter} reads its end again, {@link
 * io.residua.io.features.EmbeddingReader} its rows. Where that file goes is for {@code
 * io.residua.io.ledger} to say.
 *
 * <p>Knows nothing of outputs, plans or Spark.
 *
 * <h2>Embeddings file</h2>
 *
 * <p>Parquet, one row an embedded image, in the order of the plan:
 *
 * <pre>{@code
 * message embeddings {
 *   required binary uri (STRING);              as planned
 *   required binary sha256 (STRING);           of the image's bytes, 64 lower-case hex digits
 *   required int32 width;                      columns of the whole image, EXIF orientation applied
 *   required int32 height;                     rows of the whole image, EXIF orientation applied
 *   required group embedding (LIST) {
 *     repeated group list {
 *       required float element;                as many as the network has channels, all finite
 *     }
 *   }
 *   optional ...                               columns passed through from the input, if any
 * }
 * }</pre>
 *
 * <p>A shard without any embedding has a file without rows. Key-values of the footer, all text:
 *
 * <ul>
 *   <li>{@code residua.quarantined}: a JSON array with one object for each image of the shard that
 *       has no row, in the order of the plan: <code>{"uri": string, "code": string, "detail":
 *       string, "bytes": integer}</code>, with {@code code} a name of {@link
 *       io.residua.io.image.QuarantineCode}; {@code []} when every image has a row;
 *   <li>{@code residua.product-version}, {@code residua.settings-id}, {@code residua.list-id} and
 *       {@code residua.shard} (decimal, no zeros in front), as in run.json;
 *   <li>every setting of run.json under its own name, {@code residua.model} and so on;
 *   <li>{@code writer.model.name}, which Parquet adds: {@code residua}.
 * </ul>
 *
 * <h2>Quarantine file</h2>
 *
 * <p>Parquet, one row for each object of {@code residua.quarantined} of the shard's embeddings file
 * and in its order; there is no file when there are none. The key-values are those of the
 * embeddings file but {@code residua.quarantined}.
 *
 * <pre>{@code
 * message quarantine {
 *   required binary uri (STRING);
 *   required binary code (STRING);
 *   required binary detail (STRING);           one line for a person
 *   required int64 bytes;                      length of the image; as planned, where nothing was read
 * }
 * }</pre>
 *
 * <p>Both files are data pages of version 2, plain, uncompressed, with checksums; they carry no
 * time, host, attempt or output path, so the same rows and key-values are the same bytes.
 */
@NullMarked
package io.residua.io.features;

import org.jspecify.annotations.NullMarked;
