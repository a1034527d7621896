package io.residua.io.features;

import io.residua.io.container.PassedColumn;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Hands the rows of a batch to Parquet, by number, straight from the batch's memory. */
final class EmbeddingRows extends ParquetRows<Integer> {

  private List<QuarantinedRow> quarantined = List.of();
  private @Nullable EmbeddingBatch batch;

  EmbeddingRows(List<PassedColumn> columns, Map<String, String> keyValues) {
    super(EmbeddingSchema.embeddings(columns), keyValues);
  }

  /** The batch whose rows come next. */
  void from(EmbeddingBatch next) {
    batch = next;
  }

  /** What the footer will list. */
  void quarantined(List<QuarantinedRow> rows) {
    quarantined = List.copyOf(rows);
  }

  @Override
  void write(Integer row, RecordConsumer to) {
    if (batch == null) {
      throw new IllegalStateException("[embedding rows] expected a batch, found none");
    }
    VectorSchemaRoot columns = batch.root();
    to.startMessage();
    utf8(to, "uri", 0, ((VarCharVector) columns.getVector(0)).get(row));
    utf8(to, "sha256", 1, ((VarCharVector) columns.getVector(1)).get(row));
    number(to, "width", 2, ((IntVector) columns.getVector(2)).get(row));
    number(to, "height", 3, ((IntVector) columns.getVector(3)).get(row));
    list(to, batch.floats(row));
    batch.passed().write(row, to, EmbeddingSchema.EMBEDDINGS.getFieldCount());
    to.endMessage();
  }

  private static void list(RecordConsumer to, FloatBuffer values) {
    to.startField("embedding", 4);
    to.startGroup();
    to.startField("list", 0);
    while (values.hasRemaining()) {
      to.startGroup();
      to.startField("element", 0);
      to.addFloat(values.get());
      to.endField("element", 0);
      to.endGroup();
    }
    to.endField("list", 0);
    to.endGroup();
    to.endField("embedding", 4);
  }

  private static void number(RecordConsumer to, String name, int index, int value) {
    to.startField(name, index);
    to.addInteger(value);
    to.endField(name, index);
  }

  @Override
  public WriteSupport.FinalizedWriteContext finalizeWrite() {
    return new WriteSupport.FinalizedWriteContext(
        Map.of(EmbeddingFooter.QUARANTINED, QuarantinedJson.write(quarantined)));
  }
}
