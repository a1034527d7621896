/**
 * Files that hold many images: tar archives, Parquet tables, SequenceFiles.
 *
 * <p>Begin with {@link io.residua.io.container.Container}, which lists what is in an open file and
 * reads one image of it; its three implementations read from a {@link
 * io.residua.io.container.RangeSource}, so that where the file is does not matter. Nothing is
 * unpacked to a disk, and nothing a file says is executed or loaded as a class.
 *
 * <p>Knows nothing of stores, of plans, of pixels or of Spark.
 *
 * <h2>Names and places</h2>
 *
 * <p>An image's uri is the file's, {@code !/} and its name; its place is an offset and an index:
 *
 * <pre>{@code
 *               name                        offset                        index
 * tar           member's name as stored     of the first header of the    of the member in its
 *                                           sample, bytes                 sample, from 0
 * Parquet       row, at least 9 digits,     row of the file, from 0       0
 *               /value of the name column
 * SequenceFile  record, at least 9          of the record, or of the      0, or of the record in
 *               digits, /key as text        block's mark, bytes           its block
 * }</pre>
 *
 * <p>Numbers keep rows in the order of the file and apart where names repeat. The name of a row is
 * the value of the name column that was asked for, else the last part of the {@code path} beside
 * the {@code bytes}; without either, or where it is null, the number stands alone. A name of a row
 * longer than 1,024 characters is cut. Text that is not UTF-8 has U+FFFD for what is not.
 *
 * <h2>What is in a file</h2>
 *
 * <ul>
 *   <li>A <b>tar archive</b> (V7, ustar, pax, GNU) is read in the convention of WebDataset: the key
 *       is the name up to the first dot of its last part, consecutive members of one key are a
 *       sample, at most 1,024 of them. Members whose last extension is jpg, jpeg, png, gif, bmp,
 *       webp, tif or tiff are images; the text of others can be passed through by their extension,
 *       which is all behind the key's dot. Names that begin with . or _ are hidden. Folders, links,
 *       devices and sparse files are counted as special. Archives joined by {@code cat} are read to
 *       the end. An archive compressed as a whole has no places in it and is refused.
 *   <li>Of a <b>Parquet table</b> the column of images is the only one of bytes without a logical
 *       type, or of structs with such {@code bytes}, as HuggingFace writes images; else it must be
 *       named. Lists of images are refused. A null image is EMPTY. Columns of single values can be
 *       passed through, see {@link io.residua.io.container.PassedType}. Planned lengths are
 *       estimates: the uncompressed bytes of the row group's images by its rows.
 *   <li>A <b>SequenceFile</b> of version 6 has Text or BytesWritable keys and BytesWritable values,
 *       compressed or not by Hadoop's own codecs. Planned lengths are exact but where single values
 *       are compressed.
 * </ul>
 *
 * <h2>Damage</h2>
 *
 * <p>Where a file is damaged or ends too early, what cannot be told apart any more is listed as one
 * image, named {@code (damaged ...)}, with the index {@link
 * io.residua.io.container.Container#DAMAGE}, and ends in quarantine with the reason. So one broken
 * shard among thousands stops no run, and no tail of one is lost unseen. An archive without its end
 * mark counts as damaged: it is what a writer leaves that did not finish.
 *
 * <h2>Bounds</h2>
 *
 * <p>An image: the caller's limit, checked before it is read. A passed-through value: 1 MiB, beyond
 * which its image is TOO_MANY_BYTES rather than without its value. Names and keys: 4 KiB. Extended
 * headers of a tar member: 8, of 1 MiB. A Parquet footer: 64 MiB; a page's header or index: 16 MiB;
 * a page: 512 MiB. Rows and records: 64 by byte of the file. Thrift structs, levels and encoded
 * counts are gone over before Parquet's code allocates by them, and checksums of pages are checked
 * where there are some.
 *
 * <p>Memory: of a tar or SequenceFile the image itself and a codec's buffers; of a Parquet table
 * one page of each column in use, and up to three times its size while the next is decompressed.
 * pyarrow puts 1,024 rows into a page however long they are: rows of 1 MB are better written with
 * {@code write_batch_size=16} or in row groups of some 100 rows.
 */
@NullMarked
package io.residua.io.container;

import org.jspecify.annotations.NullMarked;
