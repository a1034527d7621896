/**
 * Features in Arrow vectors, in Parquet and Arrow files, and as arrays.
 *
 * <p>Begin with {@link io.residua.io.features.EmbeddingBatch}, which {@link
 * io.residua.io.features.EmbeddingParquet} writes to a file on the local disk; {@link
 * io.residua.io.features.EmbeddingFooter} reads its end again, {@link
 * io.residua.io.features.EmbeddingReader} its rows. {@link io.residua.io.features.StageMapFile}
 * writes feature maps, {@link io.residua.io.features.NpyWriter} an array. Where these files go is
 * for {@code io.residua.io.ledger} to say.
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
 *
 * <h2>Stage maps files</h2>
 *
 * <p>One file a shard and stage, in Arrow's IPC file format ({@code .arrow}) or in Parquet ({@code
 * .parquet}), one row an embedded image, in the order of the plan; a shard without any embedding
 * has a file without rows. Nothing is null. Columns, in this order:
 *
 * <pre>{@code
 * uri           utf8       as planned
 * width         int32      columns of the whole image, EXIF orientation applied
 * height        int32      rows of the whole image, EXIF orientation applied
 * valid_width   int32      columns of the network's input that are image, from its left; the rest is padding
 * valid_height  int32      rows of the network's input that are image, from its top; the rest is padding
 * left          int32      column of the resized image at which the input begins; 0 unless cropped
 * top           int32      row of the resized image at which the input begins; 0 unless cropped
 * stride        int32      pixels of the input by cell of the map, along either side
 * scale_x       float64    columns of the resized image by those of the whole image
 * scale_y       float64    rows of the resized image by those of the whole image
 * map                      all values finite
 * }</pre>
 *
 * <p>The cell in column i and row j of a map covers the pixels of the network's input from (i
 * stride, j stride) to before ((i + 1) stride, (j + 1) stride), and a point (x, y) of the input is
 * at ((x + left) / scale_x, (y + top) / scale_y) of the image.
 *
 * <p>A map is {@code [C, H, W]}, or {@code [C, T, H, W]} for clips with more than one frame left,
 * in C order, of little-endian IEEE 754 binary16 ({@code f16}; float32 rounded to nearest, ties to
 * even) or binary32 ({@code f32}).
 *
 * <p>In Arrow, {@code map} is of a canonical extension type:
 *
 * <ul>
 *   <li>where every image of the run has one shape, {@code arrow.fixed_shape_tensor}, with the
 *       metadata <code>{"shape":[C,H,W],"dim_names":["C","H","W"]}</code>, or <code>
 *       {"shape":[C,T,H,W],"dim_names":["C","T","H","W"]}</code>, stored as {@code
 *       FixedSizeList<item: float16 or float32>};
 *   <li>where shapes differ by image, {@code arrow.variable_shape_tensor}, with the metadata <code>
 *       {"dim_names":["C","H","W"]}</code>, stored as {@code Struct<data: List<item: float16 or
 *       float32>, shape: FixedSizeList<item: int32>[3]>}.
 * </ul>
 *
 * <p>pyarrow 26 knows both types; where a reader does not know one, as pyarrow 18 the second, it
 * gives what the map is stored as. The file is of metadata version 5, little-endian, without
 * compression and dictionaries. A record batch has as many rows as take at most 16 MiB of maps and
 * are at most 1,024; a larger map is a batch of its own. Validity bitmaps are left out, length 0;
 * every buffer begins at a multiple of 8 bytes, so that a map can be used where it lies in the
 * memory-mapped file. What is between buffers is 0.
 *
 * <p>In Parquet, {@code uri} is {@code binary (STRING)}, and behind the flat columns are
 *
 * <pre>{@code
 * required group map (LIST) {
 *   repeated group list {
 *     required float element;                          f32
 *     required fixed_len_byte_array(2) element (FLOAT16);   f16
 *   }
 * }
 * required group shape (LIST) {
 *   repeated group list {
 *     required int32 element;                          C, H, W or C, T, H, W
 *   }
 * }
 * }</pre>
 *
 * <p>with the values of the map in one list. A row group is what a record batch is in Arrow; every
 * map is a page of its own. Pages are as in the files above; flat columns have statistics, lists
 * none. Readers of the logical type {@code FLOAT16}: DuckDB 1.4.1 takes {@code map} for {@code
 * FLOAT[]} and pyarrow 26 for {@code list<halffloat>}, both with the values. Spark 4.1.2 refuses a
 * file that has it, {@code [PARQUET_TYPE_ILLEGAL] Illegal Parquet type: FIXED_LEN_BYTE_ARRAY
 * (FLOAT16)}, unless it is given a schema that leaves {@code map} out or calls it {@code
 * array<binary>}, two bytes a value: for Spark, store {@code f32}.
 *
 * <p>Key-values, all text. In Arrow the first two kinds are those of the schema, sorted by key, and
 * the last two those of the footer; in Parquet all are the footer's.
 *
 * <ul>
 *   <li>those of the shard's embeddings file but {@code residua.quarantined} and {@code
 *       writer.model.name};
 *   <li>{@code residua.map-stage}: {@code conv2_x} to {@code conv5_x};
 *   <li>{@code residua.rows}: how many rows there are, decimal;
 *   <li>{@code residua.rows-sha256}: SHA-256, 64 lower-case hex digits, over the rows in their
 *       order: for each the number of bytes of its uri in UTF-8, decimal without zeros in front, a
 *       space, these bytes and a newline.
 * </ul>
 *
 * <p>A file carries no time, host, attempt or output path, so the same rows and key-values are the
 * same bytes.
 *
 * <h2>Arrays</h2>
 *
 * <p>Embeddings of a run for what builds indexes of arrays: a file in NumPy's format, version 1.0,
 * of little-endian float32 in C order, {@code [rows, channels]}, whose values begin at a multiple
 * of 64 bytes; the header is the one NumPy 2 writes. Beside it a Parquet file, written like those
 * above, that says which image each row is of:
 *
 * <pre>{@code
 * message ids {
 *   required int64 row;                        from 0, in the order of the array
 *   required binary uri (STRING);              as planned
 * }
 * }</pre>
 */
@NullMarked
package io.residua.io.features;

import org.jspecify.annotations.NullMarked;
