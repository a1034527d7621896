package io.residua.jobs.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
import org.jspecify.annotations.Nullable;

/** Reads single columns of a Parquet file with Parquet's own column readers. */
final class ParquetColumns implements AutoCloseable {

  /**
   * One row's list of floats, looked at and let go.
   *
   * @param length values
   * @param finite whether none is NaN or infinite
   */
  record Vector(int length, boolean finite) {}

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

  /** Every row's vector of a list column of required floats. */
  List<Vector> vectors(String column) throws IOException {
    ColumnDescriptor descriptor =
        schema.getColumns().stream()
            .filter(leaf -> leaf.getPath()[0].equals(column))
            .findFirst()
            .orElseThrow(() -> new IOException("column " + column + ": missing"));
    List<Vector> vectors = new ArrayList<>();
    read(
        descriptor,
        (cells, count) -> {
          int length = 0;
          boolean finite = true;
          for (long i = 0; i < count; i++) {
            if (cells.getCurrentRepetitionLevel() == 0 && i > 0) {
              vectors.add(new Vector(length, finite));
              length = 0;
              finite = true;
            }
            if (cells.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel()) {
              length++;
              finite &= Float.isFinite(cells.getFloat());
            }
            cells.consume();
          }
          if (count > 0) {
            vectors.add(new Vector(length, finite));
          }
        });
    return vectors;
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
