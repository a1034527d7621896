package io.residua.io.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;

/**
 * Writes the columns of a row group as plain data pages of version 2. Nothing is null. Flat columns
 * are a page with statistics, lists one or more without.
 */
final class ParquetMapPages {

  private final ParquetFileWriter file;

  ParquetMapPages(ParquetFileWriter file) {
    this.file = file;
  }

  void utf8(ColumnDescriptor column, List<String> values) throws IOException {
    List<byte[]> texts = values.stream().map(v -> v.getBytes(StandardCharsets.UTF_8)).toList();
    int bytes = texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum();
    ByteBuffer plain = plain(bytes);
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    for (byte[] text : texts) {
      plain.putInt(text.length).put(text);
      statistics.updateStats(Binary.fromConstantByteArray(text));
    }
    flat(column, values.size(), plain, statistics);
  }

  void int32(ColumnDescriptor column, int[] values) throws IOException {
    ByteBuffer plain = plain(values.length * Integer.BYTES);
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    for (int value : values) {
      plain.putInt(value);
      statistics.updateStats(value);
    }
    flat(column, values.length, plain, statistics);
  }

  void float64(ColumnDescriptor column, double[] values) throws IOException {
    ByteBuffer plain = plain(values.length * Double.BYTES);
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    for (double value : values) {
      plain.putDouble(value);
      statistics.updateStats(value);
    }
    flat(column, values.length, plain, statistics);
  }

  private void flat(ColumnDescriptor column, int rows, ByteBuffer plain, Statistics<?> statistics)
      throws IOException {
    start(column, rows);
    page(rows, rows, BytesInput.empty(), BytesInput.empty(), plain.flip(), statistics);
    end();
  }

  /** A column of lists of a few numbers each, none of them empty. */
  void int32Lists(ColumnDescriptor column, List<List<Integer>> rows) throws IOException {
    int values = rows.stream().mapToInt(List::size).sum();
    ByteBuffer plain = plain(values * Integer.BYTES);
    rows.forEach(row -> row.forEach(plain::putInt));
    start(column, values);
    List<Integer> lengths = rows.stream().map(List::size).toList();
    lists(column, lengths, plain.flip());
    end();
  }

  /** Begins a column whose pages come one by one. */
  void start(ColumnDescriptor column, long values) throws IOException {
    file.startColumn(column, values, CompressionCodecName.UNCOMPRESSED);
  }

  /**
   * Writes a page of lists.
   *
   * @param lengths of each list, at least 1
   * @param plain their values, little-endian
   */
  void lists(ColumnDescriptor column, List<Integer> lengths, ByteBuffer plain) throws IOException {
    int values = lengths.stream().mapToInt(Integer::intValue).sum();
    page(
        lengths.size(),
        values,
        LevelRuns.repeated(lengths),
        LevelRuns.defined(values),
        plain,
        Statistics.getBuilderForReading(column.getPrimitiveType()).build());
  }

  /** Ends the column that was begun. */
  void end() throws IOException {
    file.endColumn();
  }

  private void page(
      int rows,
      int values,
      BytesInput repetitionLevels,
      BytesInput definitionLevels,
      ByteBuffer plain,
      Statistics<?> statistics)
      throws IOException {
    file.writeDataPageV2(
        rows,
        0,
        values,
        repetitionLevels,
        definitionLevels,
        Encoding.PLAIN,
        BytesInput.from(plain),
        false,
        plain.remaining(),
        statistics);
  }

  private static ByteBuffer plain(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
