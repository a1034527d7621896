package io.residua.io.features;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Hands the rows of a batch to Parquet, by number, straight from the batch's memory. */
final class EmbeddingRows extends WriteSupport<Integer> {

  private final Map<String, String> keyValues;
  private List<QuarantinedRow> quarantined = List.of();
  private @Nullable EmbeddingBatch batch;
  private @Nullable RecordConsumer parquet;

  EmbeddingRows(Map<String, String> keyValues) {
    this.keyValues = Map.copyOf(keyValues);
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
  public String getName() {
    return "residua";
  }

  @Override
  public WriteContext init(ParquetConfiguration conf) {
    return new WriteContext(EmbeddingSchema.EMBEDDINGS, keyValues);
  }

  @Override
  public WriteContext init(Configuration conf) {
    return new WriteContext(EmbeddingSchema.EMBEDDINGS, keyValues);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    parquet = consumer;
  }

  @Override
  public void write(Integer row) {
    if (batch == null || parquet == null) {
      throw new IllegalStateException("[embedding rows] expected a batch and a file, found none");
    }
    write(batch, row, parquet);
  }

  private static void write(EmbeddingBatch batch, int row, RecordConsumer to) {
    to.startMessage();
    text(to, "uri", 0, ((VarCharVector) batch.root().getVector(0)).get(row));
    text(to, "sha256", 1, ((VarCharVector) batch.root().getVector(1)).get(row));
    number(to, "width", 2, ((IntVector) batch.root().getVector(2)).get(row));
    number(to, "height", 3, ((IntVector) batch.root().getVector(3)).get(row));
    to.startField("embedding", 4);
    to.startGroup();
    to.startField("list", 0);
    FloatBuffer values = batch.floats(row);
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
    to.endMessage();
  }

  static void text(RecordConsumer to, String name, int index, byte[] utf8) {
    to.startField(name, index);
    to.addBinary(Binary.fromConstantByteArray(utf8));
    to.endField(name, index);
  }

  private static void number(RecordConsumer to, String name, int index, int value) {
    to.startField(name, index);
    to.addInteger(value);
    to.endField(name, index);
  }

  @Override
  public FinalizedWriteContext finalizeWrite() {
    return new FinalizedWriteContext(
        Map.of(EmbeddingFooter.QUARANTINED, QuarantinedJson.write(quarantined)));
  }
}
