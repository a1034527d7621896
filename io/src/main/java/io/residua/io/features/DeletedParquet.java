package io.residua.io.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes the uris an earlier run had and the input has no more to a local spool file; {@link
 * #finish} makes it whole, {@link #close} without it leaves nothing. Whoever created it closes it.
 */
public final class DeletedParquet implements AutoCloseable {

  private final Rows rows;
  private final SpoolFile<String> file;

  private DeletedParquet(Rows rows, SpoolFile<String> file) {
    this.rows = rows;
    this.file = file;
  }

  /**
   * Opens a spool file.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param keyValues of the footer
   */
  public static DeletedParquet create(Path spool, Map<String, String> keyValues)
      throws IOException {
    Rows rows = new Rows(keyValues);
    return new DeletedParquet(rows, new SpoolFile<>(spool, rows));
  }

  /** Writes a uri; they come in order. */
  public void write(String uri) throws IOException {
    file.write(uri);
  }

  /**
   * Writes the footer.
   *
   * @param counts more key-values, known only now
   */
  public void finish(Map<String, String> counts) throws IOException {
    rows.counts = Map.copyOf(counts);
    file.finish();
  }

  /**
   * The key-values of a finished file.
   *
   * @param where named in messages
   */
  public static Map<String, String> keyValues(InputFile file, String where) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, options)) {
      return new TreeMap<>(reader.getFooter().getFileMetaData().getKeyValueMetaData());
    } catch (RuntimeException e) {
      throw new IOException(
          "[%s] expected a whole Parquet file, found: %s; move the file away and run the same command again"
              .formatted(where, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static final class Rows extends ParquetRows<String> {

    private Map<String, String> counts = Map.of();

    Rows(Map<String, String> keyValues) {
      super(EmbeddingSchema.DELETED, keyValues);
    }

    @Override
    void write(String uri, RecordConsumer to) {
      to.startMessage();
      text(to, "uri", 0, uri);
      to.endMessage();
    }

    @Override
    public WriteSupport.FinalizedWriteContext finalizeWrite() {
      return new WriteSupport.FinalizedWriteContext(counts);
    }
  }
}
