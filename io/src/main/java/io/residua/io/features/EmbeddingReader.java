package io.residua.io.features;

import io.residua.io.container.PassedColumn;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the rows of an embeddings file, one in memory at a time. A row is what was written,
 * bit for bit. Not thread-safe. Whoever opened it closes it.
 */
public final class EmbeddingReader implements AutoCloseable {

  private final String where;
  private final int channels;
  private final ParquetReader<EmbeddingRow> rows;
  private @Nullable EmbeddingRow row;

  private EmbeddingReader(String where, int channels, ParquetReader<EmbeddingRow> rows) {
    this.where = where;
    this.channels = channels;
    this.rows = rows;
  }

  /**
   * Opens a file to copy whole rows; it is not looked at before {@link #next}.
   *
   * @param where named in messages
   * @param channels length of an embedding
   * @param columns passed through from the input, all that the file has
   */
  public static EmbeddingReader open(
      InputFile file, String where, int channels, List<PassedColumn> columns) throws IOException {
    return open(file, where, new Rows(channels, columns, false));
  }

  /**
   * Opens a file whose columns passed through from the input, if it has some, are left unread; it
   * is not looked at before {@link #next}.
   *
   * @param where named in messages
   * @param channels length of an embedding
   */
  public static EmbeddingReader openWithoutPassed(InputFile file, String where, int channels)
      throws IOException {
    return open(file, where, new Rows(channels, List.of(), true));
  }

  private static EmbeddingReader open(InputFile file, String where, Rows rows) throws IOException {
    return new EmbeddingReader(where, rows.channels, new Builder(file, rows).build());
  }

  /**
   * Goes to the next row.
   *
   * @return false behind the last
   * @throws IOException when the file is no whole embeddings file, or has columns that are not
   *     known
   */
  public boolean next() throws IOException {
    try {
      row = rows.read();
      return row != null;
    } catch (ParquetDecodingException | IllegalStateException e) {
      throw new IOException(
          "[%s] expected a whole file of embeddings, found: %s; verify the output it is of"
              .formatted(where, e.getMessage()),
          e);
    }
  }

  /** The uri of the row. */
  public String uri() {
    return row().uri();
  }

  /** SHA-256 of the image's bytes, 64 lower-case hex digits. */
  public String sha256() {
    return row().sha256();
  }

  /** Columns of the image of the row, EXIF orientation applied. */
  public int width() {
    return row().width();
  }

  /** Rows of the image of the row, EXIF orientation applied. */
  public int height() {
    return row().height();
  }

  /**
   * The embedding of the row: float32 {@code [channels]}, a view that holds until {@link #next}.
   *
   * @throws IOException when it has another length than said
   */
  public FloatBuffer embedding() throws IOException {
    return embedding(channels);
  }

  /**
   * Appends the row to a batch.
   *
   * @throws IOException when the embedding has another length than said
   */
  public void appendTo(EmbeddingBatch batch) throws IOException {
    EmbeddingRow from = row();
    FloatBuffer embedding = embedding(batch.channels());
    batch.append(from.uri(), from.sha256(), from.width(), from.height(), embedding, from.passed());
  }

  private FloatBuffer embedding(int expected) throws IOException {
    EmbeddingRow from = row();
    FloatBuffer embedding = from.embedding();
    if (embedding.remaining() != expected || from.values() != expected) {
      throw new IOException(
          "[%s] %s: expected an embedding of %d values, found %d; verify the output it is of"
              .formatted(where, from.uri(), expected, from.values()));
    }
    return embedding;
  }

  private EmbeddingRow row() {
    if (row == null) {
      throw new IllegalStateException("[embedding reader] expected a row, found none");
    }
    return row;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private static final class Builder extends ParquetReader.Builder<EmbeddingRow> {

    private final ReadSupport<EmbeddingRow> support;

    Builder(InputFile file, ReadSupport<EmbeddingRow> support) {
      super(file, new PlainParquetConfiguration());
      this.support = support;
    }

    @Override
    protected ReadSupport<EmbeddingRow> getReadSupport() {
      return support;
    }
  }

  /** Unless told, takes files of the known columns only: others would be lost unsaid. */
  private static final class Rows extends ReadSupport<EmbeddingRow> {

    private final int channels;
    private final List<PassedColumn> columns;
    private final boolean withoutPassed;

    Rows(int channels, List<PassedColumn> columns, boolean withoutPassed) {
      this.channels = channels;
      this.columns = List.copyOf(columns);
      this.withoutPassed = withoutPassed;
    }

    @Override
    public ReadContext init(InitContext context) {
      MessageType schema = EmbeddingSchema.embeddings(columns);
      List<Type> known = schema.getFields();
      List<Type> found = context.getFileSchema().getFields();
      int compared = withoutPassed ? Math.min(known.size(), found.size()) : found.size();
      if (!found.subList(0, compared).equals(known)) {
        throw new IllegalStateException("columns: expected %s, found %s".formatted(known, found));
      }
      return new ReadContext(schema);
    }

    @Override
    public RecordMaterializer<EmbeddingRow> prepareForRead(
        ParquetConfiguration conf,
        Map<String, String> keyValues,
        MessageType schema,
        ReadContext context) {
      return new EmbeddingRow(channels, columns).materializer();
    }

    /** Parquet's older way in, which is still abstract there. */
    @Override
    @SuppressWarnings("deprecation")
    public RecordMaterializer<EmbeddingRow> prepareForRead(
        Configuration conf,
        Map<String, String> keyValues,
        MessageType schema,
        ReadContext context) {
      return new EmbeddingRow(channels, columns).materializer();
    }
  }
}
