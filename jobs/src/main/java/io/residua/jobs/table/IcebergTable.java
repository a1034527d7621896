package io.residua.jobs.table;

import io.residua.io.container.TableField;
import io.residua.io.lake.InputForm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.Table;

/**
 * Iceberg's tables. They know a column by a number, which their files carry (Iceberg's
 * specification, "Column Projection"): names may have changed hands since a file was written.
 */
final class IcebergTable {

  private IcebergTable() {}

  static boolean is(Table table) {
    return table.getClass().getName().startsWith("org.apache.iceberg.");
  }

  static SourceTable open(Dataset<Row> table, Table iceberg, String input, InputForm form) {
    List<TableField> fields = Schemas.fields(table.schema(), form, input);
    List<TableField> numbered =
        numbered(fields, List.of(table.schema().fieldNames()), iceberg, input);
    Dataset<Row> rows = table.select(table.metadataColumn("_file"), table.metadataColumn("_pos"));
    return new SourceTable(rows.toJavaRDD(), false, numbered);
  }

  /** With the field ids of the schema that has these columns: an older version of a table may. */
  private static List<TableField> numbered(
      List<TableField> fields, List<String> columns, Table iceberg, String input) {
    Map<?, ?> schemas = (Map<?, ?>) Foreign.call(Foreign.call(iceberg, "table"), "schemas");
    Set<List<TableField>> found = new HashSet<>();
    for (Object schema : schemas.values()) {
      if (names(schema).equals(columns)) {
        found.add(fields.stream().map(field -> numbered(field, schema)).toList());
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "[%s] columns: expected one schema of the table with columns %s, found %d; name another version, or have Spark write the table anew, and give that"
              .formatted(input, String.join(", ", columns), found.size()));
    }
    return found.iterator().next();
  }

  private static List<String> names(Object schema) {
    List<String> names = new ArrayList<>();
    for (Object column : (List<?>) Foreign.call(schema, "columns")) {
      names.add((String) Foreign.call(column, "name"));
    }
    return names;
  }

  private static TableField numbered(TableField field, Object schema) {
    Object column = Foreign.call(schema, "findField", field.path());
    return new TableField(
        field.path(), column == null ? null : (Integer) Foreign.call(column, "fieldId"));
  }
}
