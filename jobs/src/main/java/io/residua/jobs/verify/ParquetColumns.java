package io.residua.jobs.verify;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Reads single columns of a Parquet file with Parquet's own column readers. */
final class ParquetColumns implements AutoCloseable {

  /**
   * One row's list of floats, looked at and let go.
   *
   * @param length values
   * @param finite whether none is NaN or infinite
   * @param squares sum of the values' squares
   */
  record Vector(int length, boolean finite, double squares) {}

  private final ParquetFileReader reader;
  private final MessageType schema;

  private ParquetColumns(ParquetFileReader reader) {
    this.reader = reader;
    this.schema = reader.getFileMetaData().getSchema();
  }

  static ParquetColumns open(Configuration conf, Path file) throws IOException {
    return new ParquetColumns(ParquetFileReader.open(HadoopInputFile.fromPath(file, conf)));
  }

  Map<String, String> keyValues() {
    return reader.getFileMetaData().getKeyValueMetaData();
  }

  List<String> strings(String column) throws IOException {
    return flat(column, cell -> cell.getBinary().toStringUsingUTF8());
  }

  List<Long> longs(String column) throws IOException {
    return flat(column, ColumnReader::getLong);
  }

  List<Integer> ints(String column) throws IOException {
    return flat(column, ColumnReader::getInteger);
  }

  /**
   * A column that may be missing, whole or in some rows, as text.
   *
   * @param rows of the file
   */
  List<@Nullable String> texts(String column, int rows) throws IOException {
    if (!schema.containsPath(new String[] {column})) {
      return Collections.nCopies(rows, null);
    }
    ColumnDescriptor descriptor = schema.getColumnDescription(new String[] {column});
    List<@Nullable String> values = new ArrayList<>();
    read(
        descriptor,
        (cells, count) -> {
          for (long i = 0; i < count; i++) {
            boolean there = cells.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
            values.add(there ? text(cells, descriptor.getPrimitiveType()) : null);
            cells.consume();
          }
        });
    return values;
  }

  private static String text(ColumnReader cells, PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> Integer.toString(cells.getInteger());
      case INT64 -> Long.toString(cells.getLong());
      default -> cells.getBinary().toStringUsingUTF8();
    };
  }

  /** Every row's vector of a list column of required floats, of 32 or 16 bits. */
  List<Vector> vectors(String column) throws IOException {
    return lists(column, VectorRow::new);
  }

  /** Every row's list of a list column of required integers. */
  List<List<Integer>> intLists(String column) throws IOException {
    return lists(column, IntsRow::new);
  }

  /** Values one after the other, of all rows. */
  interface Floats {
    void take(float value);
  }

  /** All values of a list column of required floats, row after row. */
  void floats(String column, Floats to) throws IOException {
    ListRow<Boolean> row =
        new ListRow<>() {
          @Override
          public void add(ColumnReader cell) {
            to.take(cell.getFloat());
          }

          @Override
          public Boolean end() {
            return true;
          }
        };
    lists(column, () -> row);
  }

  /** What of one row's list is kept. */
  private interface ListRow<T> {
    void add(ColumnReader cell);

    T end();
  }

  private static final class VectorRow implements ListRow<Vector> {

    private int length;
    private boolean finite = true;
    private double squares;

    @Override
    public void add(ColumnReader cell) {
      length++;
      if (cell.getDescriptor().getPrimitiveType().getPrimitiveTypeName()
          == PrimitiveTypeName.FLOAT) {
        finite &= Float.isFinite(cell.getFloat());
        squares += (double) cell.getFloat() * cell.getFloat();
      } else {
        finite &= finiteHalf(cell.getBinary().toByteBuffer().order(LITTLE_ENDIAN).getShort());
      }
    }

    @Override
    public Vector end() {
      return new Vector(length, finite, squares);
    }
  }

  private static final class IntsRow implements ListRow<List<Integer>> {

    private final List<Integer> values = new ArrayList<>();

    @Override
    public void add(ColumnReader cell) {
      values.add(cell.getInteger());
    }

    @Override
    public List<Integer> end() {
      return values;
    }
  }

  private <T> List<T> lists(String column, Supplier<ListRow<T>> begin) throws IOException {
    ColumnDescriptor descriptor =
        schema.getColumns().stream()
            .filter(leaf -> leaf.getPath()[0].equals(column))
            .findFirst()
            .orElseThrow(() -> new IOException("column " + column + ": missing"));
    List<T> rows = new ArrayList<>();
    read(
        descriptor,
        (cells, count) -> {
          ListRow<T> row = begin.get();
          for (long i = 0; i < count; i++) {
            if (cells.getCurrentRepetitionLevel() == 0 && i > 0) {
              rows.add(row.end());
              row = begin.get();
            }
            if (cells.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel()) {
              row.add(cells);
            }
            cells.consume();
          }
          if (count > 0) {
            rows.add(row.end());
          }
        });
    return rows;
  }

  private <T> List<T> flat(String column, Function<ColumnReader, T> value) throws IOException {
    if (!schema.containsPath(new String[] {column})) {
      throw new IOException("column " + column + ": missing");
    }
    ColumnDescriptor descriptor = schema.getColumnDescription(new String[] {column});
    List<T> values = new ArrayList<>();
    read(
        descriptor,
        (cells, count) -> {
          for (long i = 0; i < count; i++) {
            if (cells.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel()) {
              values.add(value.apply(cells));
            }
            cells.consume();
          }
        });
    return values;
  }

  /** Whether IEEE 754 binary16 bits are not those of infinity or NaN: exponents of ones. */
  static boolean finiteHalf(short bits) {
    return (bits & 0x7c00) != 0x7c00;
  }

  private interface Cells {
    void take(ColumnReader cells, long count);
  }

  private void read(ColumnDescriptor column, Cells cells) throws IOException {
    String name = column.getPath()[0];
    MessageType alone = new MessageType(schema.getName(), schema.getType(name));
    reader.setRequestedSchema(alone);
    for (int group = 0; group < reader.getRowGroups().size(); group++) {
      PageReadStore pages = reader.readRowGroup(group);
      cells.take(
          new ColumnReadStoreImpl(
                  pages,
                  new GroupRecordConverter(alone).getRootConverter(),
                  alone,
                  reader.getFileMetaData().getCreatedBy())
              .getColumnReader(column),
          pages.getPageReader(column).getTotalValueCount());
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
