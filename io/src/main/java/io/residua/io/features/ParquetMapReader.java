package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Reads maps in Parquet, with Parquet's reader. */
final class ParquetMapReader implements StageMapReader {

  private final Path path;
  private final ParquetReader<ParquetMapRow> rows;
  private @Nullable ParquetMapRow row;

  private ParquetMapReader(Path path, ParquetReader<ParquetMapRow> rows) {
    this.path = path;
    this.rows = rows;
  }

  static ParquetMapReader open(Path path) throws IOException {
    return new ParquetMapReader(path, new Builder(new LocalInputFile(path)).build());
  }

  @Override
  public boolean next() throws IOException {
    try {
      row = rows.read();
      return row != null;
    } catch (ParquetDecodingException e) {
      throw new IOException(
          "[%s] expected a whole file of maps, found: %s; verify the output it is of"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private ParquetMapRow current() {
    if (row == null) {
      throw new IllegalStateException("[maps] expected a row, found none");
    }
    return row;
  }

  @Override
  public MapRow row() {
    return current().row();
  }

  @Override
  public FeatureShape shape() {
    return current().shape();
  }

  @Override
  public FloatBuffer values() {
    return current().values();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private static final class Builder extends ParquetReader.Builder<ParquetMapRow> {

    Builder(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<ParquetMapRow> getReadSupport() {
      return new Rows();
    }
  }

  private static final class Rows extends ReadSupport<ParquetMapRow> {

    @Override
    public ReadContext init(InitContext context) {
      return new ReadContext(context.getFileSchema());
    }

    @Override
    public RecordMaterializer<ParquetMapRow> prepareForRead(
        ParquetConfiguration conf,
        Map<String, String> keyValues,
        MessageType schema,
        ReadContext context) {
      return new ParquetMapRow().materializer(schema);
    }

    /** Parquet's older way in, which is still abstract there. */
    @Override
    @SuppressWarnings("deprecation")
    public RecordMaterializer<ParquetMapRow> prepareForRead(
        Configuration conf,
        Map<String, String> keyValues,
        MessageType schema,
        ReadContext context) {
      return new ParquetMapRow().materializer(schema);
    }
  }
}
