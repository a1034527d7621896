package io.residua.io.features;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Hands rows to Parquet under a schema and with key-values for the footer. */
abstract class ParquetRows<T> extends WriteSupport<T> {

  private final MessageType schema;
  private final Map<String, String> keyValues;
  private @Nullable RecordConsumer file;

  ParquetRows(MessageType schema, Map<String, String> keyValues) {
    this.schema = schema;
    this.keyValues = new TreeMap<>(keyValues);
  }

  /** Hands over one row, from {@code startMessage} to {@code endMessage}. */
  abstract void write(T row, RecordConsumer to);

  @Override
  public final void write(T row) {
    if (file == null) {
      throw new IllegalStateException("[rows] expected an open file, found none");
    }
    write(row, file);
  }

  @Override
  public final String getName() {
    return "residua";
  }

  @Override
  public final WriteContext init(ParquetConfiguration conf) {
    return new WriteContext(schema, keyValues);
  }

  /** Parquet's older way in, which is still abstract there. */
  @Override
  @SuppressWarnings("deprecation")
  public final WriteContext init(Configuration conf) {
    return new WriteContext(schema, keyValues);
  }

  @Override
  public final void prepareForWrite(RecordConsumer consumer) {
    file = consumer;
  }

  static void text(RecordConsumer to, String name, int index, String text) {
    utf8(to, name, index, text.getBytes(StandardCharsets.UTF_8));
  }

  static void utf8(RecordConsumer to, String name, int index, byte[] text) {
    to.startField(name, index);
    to.addBinary(Binary.fromConstantByteArray(text));
    to.endField(name, index);
  }
}
