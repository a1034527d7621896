/**
 * The ledger: every planned image ends in exactly one row, whatever dies on the way.
 *
 * <p>Begin with {@link io.residua.io.ledger.Ledger}: {@code open}, then {@code run} or {@code
 * freeze}, {@code state} for what is left to do, {@code shard} for each attempt, {@code complete}.
 * {@code OutputStore} is where stores differ: how a file gets its name whole and only once. {@link
 * io.residua.io.ledger.EarlierRun} is a finished output another run copies rows from, {@link
 * io.residua.io.ledger.LedgerHistory} what those see who only watch.
 *
 * <p>Knows nothing of pixels, of networks or of Spark.
 *
 * <h2>Files below the output folder</h2>
 *
 * <pre>{@code
 * embeddings/shard-000042.parquet              of every shard; form in io.residua.io.features
 * quarantine/shard-000042.parquet              of shards with images that have no embedding
 * maps/conv4_x/shard-000042.arrow              (or .parquet) of every shard and each stage of
 *                                              residua.maps; a row an embedded image
 * npy/embeddings.npy, npy/ids.parquet          where they were asked for; all embeddings in the order
 *                                              of the plan, placed once every shard is done
 * index/graph-0000-<key>.jvector and others    where an index was built, at any time after _SUCCESS;
 *                                              form in io.residua.jobs.search
 * index/index.json                             of the index, placed last: names its other files
 * _residua/plan/<listId>/part-00000.parquet    <listId>: the first 16 digits of the list-id
 * _residua/calibration.json                    of runs in 8 bits, placed before run.json
 * _residua/run.json
 * _residua/deleted.parquet                     of incremental runs, placed before any shard
 * _residua/ledger/shard-000042.json            a shard is done iff this exists and its files have
 *                                              the recorded sizes
 * _residua/ledger/void/<name>.<uuid>           records that were not true any more, and their files;
 *                                              <name> is the path with / as .
 * _residua/temp/<name>.<uuid>                  of attempts that live or died; removed once
 *                                              _SUCCESS is there; on S3 none but the driver's trial
 * _residua/report.html                         for people, may be replaced; nothing is decided by it
 * _SUCCESS                                     empty; written last
 * }</pre>
 *
 * <p>Shards count from 0 and are written with at least six digits, parts with at least five. All
 * JSON is UTF-8; a reader passes over fields it does not know and refuses another {@code format}.
 *
 * <h2>Plan</h2>
 *
 * <p>Part <i>p</i> holds shards 64<i>p</i> to 64<i>p</i> + 63. One row an image, sorted by shard
 * and at once by the UTF-8 bytes of uri; a uri is in the plan once.
 *
 * <pre>{@code
 * message plan {
 *   required int32 shard;
 *   required binary uri (STRING);              Hadoop's Path.toString: unescaped
 *   required int64 length;                     bytes
 *   required int64 modified_millis;            of the file, or of the container: milliseconds since
 *                                              1970 UTC
 *   optional binary etag (STRING);             of the file, or of the container, where the store has
 *                                              etags
 *   optional binary container_format (STRING); webdataset, parquet or sequencefile; this and what
 *                                              follows of images in a container
 *   optional binary container (STRING);        its uri
 *   optional int64 container_offset;           where in it, as its format counts
 *   optional int32 container_index;            behind that
 * }
 * }</pre>
 *
 * <p>Pages of version 2, uncompressed, delta-encoded, with a column index. A folder of the plan
 * other than that of run.json's list-id was left by a driver that lost a race, and means nothing.
 *
 * <p>The <b>list-id</b> is the SHA-256 of this text in UTF-8: the line {@code residua-list 1}, then
 * for each image in order {@code shard SPACE length SPACE modified_millis SPACE bytes-of-uri SPACE
 * uri NEWLINE}, numbers in decimal; bytes-of-uri is the length of uri in UTF-8, as a uri may hold a
 * newline. Where there is an etag, {@code etag SPACE bytes-of-etag SPACE etag NEWLINE} follows;
 * where there is a container, {@code in SPACE container_format SPACE container_offset SPACE
 * container_index SPACE bytes-of-container SPACE container NEWLINE}. The <b>settings-id</b> is the
 * SHA-256 of a line {@code key=value NEWLINE} for each setting, sorted by key (in UTF-16 order;
 * keys are ASCII).
 *
 * <h2>run.json</h2>
 *
 * <pre>{@code
 * format            1
 * product-version   string
 * settings          object of strings: everything that decides the values of a feature; with maps
 *                   residua.maps (stages, shallowest first, joined by commas), residua.maps-format
 *                   (arrow, parquet) and residua.maps-dtype (f16, f32)
 * settings-id       64 lower-case hex digits
 * selection         {inputs, includes, excludes: arrays of strings; limit: integer, 0 is none;
 *                   form: {format, image-column, name-column: strings; options: object of strings;
 *                   columns: array of strings}}
 * columns           array of {name: string, type: a name of io.residua.io.container.PassedType},
 *                   the selection's columns with the types they have in the input
 * list-id           64 lower-case hex digits
 * images            rows of the plan
 * shards            of the plan
 * shard-images      most images of a shard
 * bytes             sum of the lengths
 * skipped-hidden, skipped-by-glob, skipped-special, duplicates    counts of the listing
 * plan-files        array of {path, bytes, sha256}, the parts in order
 * since             {output, list-id, settings-id, ledger-id: strings, all empty where nothing is
 *                   copied}; missing where an earlier version wrote it
 * calibration       object of strings, of runs in 8 bits: sha256, images, kept-bf16 (names joined by
 *                   commas), the figures of its drift, drift-accepted (true when a person let through
 *                   more than is let through); empty or missing for any other
 * }</pre>
 *
 * <h2>calibration.json</h2>
 *
 * <pre>{@code
 * format            1
 * settings          object of strings: those settings of the run that bear on it
 * selection         as in run.json: whose images it was measured on
 * images            it was measured on
 * quantization      {ranges: object of numbers by name of a convolution, a block, or input; kept:
 *                   array of names of blocks, or stem, that are not quantized}
 * drift             {images, neighbours, cosine-mean, cosine-least, nearest, overlap}, as
 *                   io.residua.backbone.Drift has them
 * sha256            of the quantization; residua.calibration-sha256 of the run's settings
 * }</pre>
 *
 * <p>That is the SHA-256 of this text in UTF-8: the line {@code residua-calibration 1}, then a line
 * {@code range SPACE name SPACE value} for each range, sorted by name, then {@code kept SPACE
 * name}, likewise. A value is a float32 as Java's {@code Float.toHexString} writes it, {@code
 * 0x1.8p1}. A calibration without a run.json was left by a driver that died between the two; the
 * next one of the same settings and selection takes it.
 *
 * <h2>Incremental runs</h2>
 *
 * <p>A run with {@code since} copies the rows, and the maps, of the images that have in both plans
 * the same uri, length, modified_millis, etag and place, and in that output an embedding. All else
 * of it is as if every image had been extracted: its files are the same to the byte. {@code
 * ledger-id} is the SHA-256 of the records' files of that output: for each shard in order and each
 * file of its record in order {@code bytes SPACE sha256 SPACE path NEWLINE}. Of that output a file
 * is only copied from when its SHA-256 is the recorded one.
 *
 * <p>{@code deleted.parquet} has one column, {@code required binary uri (STRING)}: the images of
 * that plan whose uri is not in this one, in order. Its key-values are {@code residua.list-id} and
 * {@code residua.settings-id} of this run, {@code residua.since.list-id} and {@code
 * residua.since.ledger-id}, and numbers of images in decimal: {@code residua.since.copied}, {@code
 * .changed}, {@code .added}, {@code .retried} (the same in both plans and quarantined there), which
 * add up to this plan's, and {@code .deleted}, the rows.
 *
 * <h2>Ledger record</h2>
 *
 * <pre>{@code
 * format            1
 * settings-id, list-id      those of run.json
 * shard             number; also in the name
 * files             array of {path, bytes, sha256}: embeddings, then quarantine if there is one,
 *                   then maps, the shallowest stage first; path is below the output folder
 * embedded          rows of the embeddings file
 * quarantined       object of counts by code; a code without images is left out
 * timings-millis    object of integers by stage of the work; no two runs agree on it
 * }</pre>
 *
 * <p>{@code embedded} and the counts of {@code quarantined} add up to the shard's images in the
 * plan, and over all shards to {@code images} of run.json.
 *
 * <h2>Order of writing</h2>
 *
 * <p>Calibration, plan, run.json, of an incremental run deleted.parquet; for each shard embeddings,
 * quarantine, maps, record; an array, then its ids; {@code _SUCCESS}, unless the array was asked
 * for later. An attempt that finds embeddings without maps makes the maps of exactly their rows.
 * Every file is first a temp of a unique name, made durable, then given its name by a step that
 * never overwrites: a hard link on a local disk, {@code rename} without {@code OVERWRITE} on HDFS.
 * On S3 the temp is a local file and the step its upload: a PUT, or the request that completes an
 * upload in parts, with {@code If-None-Match: *}. Whoever finds the name taken, or gets no clear
 * answer, reads what is there and goes on from it. Nothing is deleted but temps: one's own, and all
 * of them when every shard is done, on S3 with the uploads below the output that nobody completed;
 * and an index that is replaced, its index.json first.
 *
 * <p>Before its first write a driver asks a store of S3's interface, by two uploads to a name below
 * {@code _residua/temp} that has an object, whether it knows that condition. Where it does not, the
 * driver says so, and all attempts put objects plainly, after a look whether there is one, and read
 * back what is there. Two attempts at one shard in the same moment can then still leave a record of
 * a file that the other one replaced; {@code verify} finds it.
 */
@NullMarked
package io.residua.io.ledger;

import org.jspecify.annotations.NullMarked;
