package io.residua.io.features;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Writes one shard's quarantined rows to a local spool file. */
public final class QuarantineParquet extends WriteSupport<QuarantinedRow> {

  private final Map<String, String> keyValues;
  private @Nullable RecordConsumer parquet;

  private QuarantineParquet(Map<String, String> keyValues) {
    this.keyValues = Map.copyOf(keyValues);
  }

  /**
   * Writes a whole file, or none. The same rows and key-values give the same bytes.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param keyValues those of the shard's embeddings
   * @param rows in the order of the plan
   */
  public static void write(Path spool, Map<String, String> keyValues, List<QuarantinedRow> rows)
      throws IOException {
    try (SpoolFile<QuarantinedRow> file =
        new SpoolFile<>(spool, new QuarantineParquet(keyValues))) {
      for (QuarantinedRow row : rows) {
        file.write(row);
      }
      file.finish();
    }
  }

  @Override
  public String getName() {
    return "residua";
  }

  @Override
  public WriteContext init(ParquetConfiguration conf) {
    return new WriteContext(EmbeddingSchema.QUARANTINE, keyValues);
  }

  @Override
  public WriteContext init(Configuration conf) {
    return new WriteContext(EmbeddingSchema.QUARANTINE, keyValues);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    parquet = consumer;
  }

  @Override
  public void write(QuarantinedRow row) {
    if (parquet == null) {
      throw new IllegalStateException("[quarantine file] expected an open file, found none");
    }
    RecordConsumer to = parquet;
    to.startMessage();
    EmbeddingRows.text(to, "uri", 0, row.uri().getBytes(StandardCharsets.UTF_8));
    EmbeddingRows.text(to, "code", 1, row.code().name().getBytes(StandardCharsets.UTF_8));
    EmbeddingRows.text(to, "detail", 2, row.detail().getBytes(StandardCharsets.UTF_8));
    to.startField("bytes", 3);
    to.addLong(row.bytes());
    to.endField("bytes", 3);
    to.endMessage();
  }
}
