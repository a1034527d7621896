package io.residua.io.features;

import io.residua.io.container.PassedColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes one shard's embeddings to a local spool file; {@link #finish} makes it whole, {@link
 * #close} without it leaves nothing. The same rows and key-values give the same bytes. Not
 * thread-safe. Whoever created it closes it.
 *
 * <p>Pages are plain and uncompressed. Measured on rows of 2,048 values of different images: zstd
 * saves 13 %, Snappy nothing, a dictionary nothing for three times the work, and zstd over split
 * bytes 26 %, which Spark 4.1 refuses to read ("Unsupported encoding: BYTE_STREAM_SPLIT"). A
 * codec's bytes change with its library, which each Spark distribution brings in a version of its
 * own; an eighth of the space is not worth files that differ between two clusters. Plain pages take
 * 0.1 ms of a core an image, zstd half as much again.
 */
public final class EmbeddingParquet implements AutoCloseable {

  private final int channels;
  private final List<PassedColumn> columns;
  private final EmbeddingRows rows;
  private final SpoolFile<Integer> file;

  private EmbeddingParquet(
      int channels, List<PassedColumn> columns, EmbeddingRows rows, SpoolFile<Integer> file) {
    this.channels = channels;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.file = file;
  }

  /**
   * Opens a spool file.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param channels length of an embedding
   * @param keyValues what the footer says of the rows' origin
   */
  public static EmbeddingParquet create(Path spool, int channels, Map<String, String> keyValues)
      throws IOException {
    return create(spool, channels, List.of(), keyValues);
  }

  /**
   * Opens a spool file with columns passed through from the input.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param channels length of an embedding
   * @param columns optional ones behind the embedding
   * @param keyValues what the footer says of the rows' origin
   */
  public static EmbeddingParquet create(
      Path spool, int channels, List<PassedColumn> columns, Map<String, String> keyValues)
      throws IOException {
    EmbeddingRows rows = new EmbeddingRows(columns, keyValues);
    return new EmbeddingParquet(channels, columns, rows, new SpoolFile<>(spool, rows));
  }

  /** Writes a batch's rows. The batch can be cleared and filled again. */
  public void write(EmbeddingBatch batch) throws IOException {
    if (batch.channels() != channels) {
      throw new IllegalArgumentException(
          "[embedding file] channels: expected %d, found %d".formatted(channels, batch.channels()));
    }
    if (!batch.passed().columns().equals(columns)) {
      throw new IllegalArgumentException(
          "[embedding file] passed-through columns: expected %s, found %s"
              .formatted(columns, batch.passed().columns()));
    }
    rows.from(batch);
    for (int row = 0; row < batch.rows(); row++) {
      file.write(row);
    }
  }

  /**
   * Writes the footer, which fixes the outcome of every image of the shard.
   *
   * @param quarantined the images of the shard that have no row, in the order of the plan
   */
  public void finish(List<QuarantinedRow> quarantined) throws IOException {
    rows.quarantined(quarantined);
    file.finish();
  }

  /** Aborts what is not finished and deletes the spool file then. Idempotent. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
