package io.residua.io.container;

import io.residua.io.image.QuarantineCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file with a column of images, among them HuggingFace's {@code struct<bytes, path>}. Of
 * each column that is needed one page is held, so that no row group need fit into memory.
 */
public final class ParquetTable implements Container {

  /** A longer name is cut, which its row's number makes up for. */
  private static final int MOST_NAME_CHARS = 1_024;

  private final RangeReader in;
  private final CompressionCodecFactory codecs =
      ParquetReadOptions.builder(new PlainParquetConfiguration()).build().getCodecFactory();
  private final @Nullable TableColumns columns;
  private final @Nullable ContainerDamage damage;
  private final List<TableCells> cells = new ArrayList<>();

  private ParquetTable(
      RangeReader in, @Nullable TableColumns columns, @Nullable ContainerDamage damage) {
    this.in = in;
    this.columns = columns;
    this.damage = damage;
    if (columns != null) {
      cells.add(cells(columns, columns.image()));
      columns.passed().forEach(column -> cells.add(cells(columns, columns.leaf(column))));
    }
  }

  private TableCells cells(TableColumns columns, ColumnDescriptor column) {
    return new TableCells(in, columns.footer(), column, codecs);
  }

  /**
   * Reads the footer.
   *
   * @param source closed by {@link #close}
   * @param imageColumn of bytes, or of structs with {@code bytes}; empty for the only one
   * @param nameColumn of the images' names; empty for the {@code path} beside the bytes
   * @param passed names of columns to pass through
   * @param where named in messages
   * @throws IllegalArgumentException when the table lacks what is asked for
   */
  public static ParquetTable open(
      RangeSource source, String imageColumn, String nameColumn, List<String> passed, String where)
      throws IOException {
    RangeReader in = new RangeReader(source);
    try {
      TableColumns columns =
          TableColumns.of(TableFooter.read(in), imageColumn, nameColumn, passed, where);
      ParquetTable table = new ParquetTable(in, columns, null);
      columns.requireCodecs(table.codecs, where);
      return table;
    } catch (ContainerDamage e) {
      return new ParquetTable(in, null, e);
    }
  }

  /**
   * The column of a table without images that names where they are.
   *
   * @param source closed by this method
   */
  public static Optional<String> manifest(RangeSource source) throws IOException {
    try (RangeReader in = new RangeReader(source)) {
      return new TableSchema(TableFooter.read(in).getFileMetaData().getSchema(), "").manifest();
    } catch (ContainerDamage e) {
      return Optional.empty();
    }
  }

  /**
   * The columns that a file of this schema would have in use.
   *
   * @param where named in messages
   * @throws IllegalArgumentException when it lacks what is asked for
   */
  public static List<TableField> fields(
      MessageType schema,
      String imageColumn,
      String nameColumn,
      List<String> passed,
      String where) {
    TableSchema found = new TableSchema(schema, where);
    ColumnDescriptor image = found.image(imageColumn);
    ColumnDescriptor name = found.name(nameColumn, image);
    passed.forEach(found::passed);
    return TableField.of(schema, image, name, passed);
  }

  @Override
  public List<TableField> fields() {
    return columns == null ? List.of() : columns.fields();
  }

  @Override
  public @Nullable List<PassedColumn> columns() {
    return columns == null ? null : columns.passed();
  }

  @Override
  public void list(Members to) throws IOException {
    if (columns == null) {
      to.image("(damaged)", 0, 0, DAMAGE);
      return;
    }
    TableCells names = columns.name() == null ? null : cells(columns, columns.name());
    long number = 0;
    try {
      for (int group = 0; group < columns.groups(); group++) {
        long rows = columns.rows(group);
        long bytes = rows == 0 ? 0 : columns.imageBytes(group) / rows;
        for (long row = 0; row < rows; row++, number++) {
          if (to.wants(number)) {
            String name = names == null ? null : names.read(group, row, this::name);
            to.image(path(number, name), bytes, number, 0);
          }
        }
      }
    } catch (ContainerDamage e) {
      to.image(path(number, "(damaged)"), 0, number, DAMAGE);
    }
  }

  private static String path(long number, @Nullable String name) {
    String digits = String.format(Locale.ROOT, "%09d", number);
    return name == null ? digits : digits + "/" + name;
  }

  private String name(ColumnReader cell) {
    PrimitiveTypeName type = cell.getDescriptor().getPrimitiveType().getPrimitiveTypeName();
    String name =
        switch (type) {
          case INT32 -> Integer.toString(cell.getInteger());
          case INT64 -> Long.toString(cell.getLong());
          default -> text(cell.getBinary());
        };
    boolean path = cell.getDescriptor().getPath().length > 1;
    return path ? name.substring(name.lastIndexOf('/') + 1) : name;
  }

  private static String text(Binary value) {
    String text = value.toStringUsingUTF8();
    return text.length() <= MOST_NAME_CHARS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, MOST_NAME_CHARS)));
  }

  @Override
  public Content read(long offset, int index, long maxBytes) throws IOException {
    if (columns == null) {
      throw damage == null ? ContainerDamage.corrupt("Parquet: no footer") : damage;
    }
    int group = columns.group(offset);
    long row = offset - columns.firstRow(group);
    if (index == DAMAGE) {
      if (columns.name() != null) {
        cells(columns, columns.name()).read(group, row, this::name);
      }
      throw ContainerDamage.corrupt("Parquet: was found damaged from row %d on", offset);
    }
    byte[] bytes = cells.get(0).read(group, row, cell -> bounded(cell.getBinary(), maxBytes));
    if (bytes == null) {
      throw new ContainerDamage(QuarantineCode.EMPTY, "the row has no image");
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < columns.passed().size(); i++) {
      PassedColumn column = columns.passed().get(i);
      values.add(cells.get(i + 1).read(group, row, cell -> TableTypes.value(column, cell)));
    }
    return new Content(bytes, Collections.unmodifiableList(values));
  }

  private static byte[] bounded(Binary value, long maxBytes) throws ContainerDamage {
    if (value.length() > maxBytes) {
      throw ContainerDamage.tooLong("", value.length(), maxBytes);
    }
    return value.getBytes();
  }

  @Override
  public void close() throws IOException {
    codecs.release();
    in.close();
  }
}
