package io.residua.io.container;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table in use, down to its values.
 *
 * @param path its name, for a field of a struct the struct's, a dot and its own
 * @param id Parquet's field id, which Iceberg knows a column by whatever its name; null without
 */
public record TableField(String path, @Nullable Integer id) implements Serializable {

  /** The images' first, then the names', then those passed through. */
  static List<TableField> of(
      MessageType schema,
      ColumnDescriptor image,
      @Nullable ColumnDescriptor name,
      List<String> passed) {
    List<TableField> fields = new ArrayList<>();
    fields.add(of(image));
    if (name != null) {
      fields.add(of(name));
    }
    for (String column : passed) {
      fields.add(of(schema.getColumnDescription(new String[] {column})));
    }
    return List.copyOf(fields);
  }

  private static TableField of(ColumnDescriptor column) {
    Type.ID id = column.getPrimitiveType().getId();
    return new TableField(String.join(".", column.getPath()), id == null ? null : id.intValue());
  }

  /**
   * Lets a file of a table pass only when the columns it gives are the table's: a table may have
   * dropped or renamed some since the file was written.
   *
   * @param table as the table is now
   * @param file as the file has them; it may lack names
   * @param where the file, named in messages
   * @throws IllegalArgumentException naming the column
   */
  public static void requireSame(List<TableField> table, List<TableField> file, String where) {
    if (!file.get(0).path.equals(table.get(0).path)) {
      throw new IllegalArgumentException(
          "[%s] image column: expected %s, the table's, found %s; name the table's by --image-column"
              .formatted(where, table.get(0).path, file.get(0).path));
    }
    for (TableField found : file) {
      for (TableField expected : table) {
        if (found.path.equals(expected.path) && differ(expected.id, found.id)) {
          throw new IllegalArgumentException(
              "[%s] column %s: expected the table's, field %d, found an older one of that name, field %d; have the table's files rewritten"
                  .formatted(where, found.path, expected.id, found.id));
        }
      }
    }
  }

  private static boolean differ(@Nullable Integer expected, @Nullable Integer found) {
    return expected != null && found != null && !expected.equals(found);
  }
}
