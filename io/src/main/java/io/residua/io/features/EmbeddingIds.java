package io.residua.io.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes which image each row of an array of embeddings is of to a local spool file; {@link
 * #finish} makes it whole, {@link #close} without it leaves nothing. The same uris and key-values
 * give the same bytes. Not thread-safe. Whoever created it closes it.
 */
public final class EmbeddingIds implements AutoCloseable {

  private final SpoolFile<String> file;

  private EmbeddingIds(SpoolFile<String> file) {
    this.file = file;
  }

  /**
   * Opens a spool file.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param keyValues what the footer says of the rows' origin
   */
  public static EmbeddingIds create(Path spool, Map<String, String> keyValues) throws IOException {
    return new EmbeddingIds(new SpoolFile<>(spool, new Rows(keyValues)));
  }

  /** Writes the uri of the next row; the first is row 0. */
  public void write(String uri) throws IOException {
    file.write(uri);
  }

  /** Writes the footer. */
  public void finish() throws IOException {
    file.finish();
  }

  /** Aborts what is not finished and deletes the spool file then. Idempotent. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  private static final class Rows extends ParquetRows<String> {

    private long row;

    Rows(Map<String, String> keyValues) {
      super(EmbeddingSchema.IDS, keyValues);
    }

    @Override
    void write(String uri, RecordConsumer to) {
      to.startMessage();
      to.startField("row", 0);
      to.addLong(row++);
      to.endField("row", 0);
      text(to, "uri", 1, uri);
      to.endMessage();
    }
  }
}
