package io.residua.jobs.table;

import io.residua.io.container.TableField;
import io.residua.io.lake.Containers;
import io.residua.io.lake.InputForm;
import java.util.List;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** A table's columns as Spark knows them. */
final class Schemas {

  private Schemas() {}

  /**
   * The columns in use, the images' first, by the rules for files.
   *
   * @throws IllegalArgumentException when it lacks what the form asks for
   */
  static List<TableField> fields(StructType schema, InputForm form, String input) {
    SparkToParquetSchemaConverter converter =
        new SparkToParquetSchemaConverter(
            false, SQLConf.ParquetOutputTimestampType$.MODULE$.TIMESTAMP_MICROS(), false, false);
    return Containers.fields(converter.convert(schema), form, input);
  }
}
