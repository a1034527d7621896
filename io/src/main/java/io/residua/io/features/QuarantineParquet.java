package io.residua.io.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes one shard's quarantined rows to a local spool file. */
public final class QuarantineParquet {

  private QuarantineParquet() {}

  /**
   * Writes a whole file, or none. The same rows and key-values give the same bytes.
   *
   * @param spool a file that does not exist yet, in a local folder that does
   * @param keyValues those of the shard's embeddings
   * @param rows in the order of the plan
   */
  public static void write(Path spool, Map<String, String> keyValues, List<QuarantinedRow> rows)
      throws IOException {
    try (SpoolFile<QuarantinedRow> file = new SpoolFile<>(spool, new Rows(keyValues))) {
      for (QuarantinedRow row : rows) {
        file.write(row);
      }
      file.finish();
    }
  }

  private static final class Rows extends ParquetRows<QuarantinedRow> {

    Rows(Map<String, String> keyValues) {
      super(EmbeddingSchema.QUARANTINE, keyValues);
    }

    @Override
    void write(QuarantinedRow row, RecordConsumer to) {
      to.startMessage();
      text(to, "uri", 0, row.uri());
      text(to, "code", 1, row.code().name());
      text(to, "detail", 2, row.detail());
      to.startField("bytes", 3);
      to.addLong(row.bytes());
      to.endField("bytes", 3);
      to.endMessage();
    }
  }
}
