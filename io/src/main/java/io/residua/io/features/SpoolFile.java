package io.residua.io.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * A local Parquet file that is either finished or gone. Parquet's own {@code close} writes a valid
 * footer after any exception; this one cuts the stream and deletes the file instead.
 *
 * <p>Pages are neither compressed nor dictionary-encoded; {@link EmbeddingParquet} says why. They
 * are of version 2, whose chunks list one encoding: with several, the footer lists them in the
 * order of a hash set of enums, which differs from JVM to JVM, and equal files would not be equal
 * bytes.
 */
final class SpoolFile<T> implements AutoCloseable {

  /** Bounds the heap a writer takes; a shard of the default size is one row group. */
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final Path path;
  private final SpoolTarget target;
  private final ParquetWriter<T> writer;
  private boolean finished;

  SpoolFile(Path path, WriteSupport<T> support) throws IOException {
    this.path = path;
    this.target = new SpoolTarget(path);
    this.writer =
        new Builder<>(target, support)
            .withConf(new PlainParquetConfiguration())
            .withWriteMode(ParquetFileWriter.Mode.CREATE)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withDictionaryEncoding(false)
            .withWriterVersion(WriterVersion.PARQUET_2_0)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
  }

  void write(T row) throws IOException {
    writer.write(row);
  }

  void finish() throws IOException {
    writer.close();
    finished = true;
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      finished = true;
      try {
        target.cut();
      } finally {
        Files.deleteIfExists(path);
      }
    }
  }

  private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {

    private final WriteSupport<T> support;

    Builder(OutputFile file, WriteSupport<T> support) {
      super(file);
      this.support = support;
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    /** Parquet's older way in, which is still abstract there. */
    @Override
    @SuppressWarnings("deprecation")
    protected WriteSupport<T> getWriteSupport(org.apache.hadoop.conf.Configuration conf) {
      return support;
    }

    @Override
    protected WriteSupport<T> getWriteSupport(ParquetConfiguration conf) {
      return support;
    }
  }
}
