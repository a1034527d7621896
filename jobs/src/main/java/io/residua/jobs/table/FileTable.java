package io.residua.jobs.table;

import io.residua.io.container.TableField;
import io.residua.io.lake.InputForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Tables that Spark reads file by file: Delta, plain Parquet. */
final class FileTable {

  private static final String DELTA = "org.apache.spark.sql.delta.";
  private static final String PHYSICAL = "delta.columnMapping.physicalName";
  private static final String METADATA = "_metadata";
  private static final String ROW = "row_index";

  /** Tasks that list whole files: enough for every core, few enough for a driver. */
  private static final int MOST_TASKS = 4_096;

  private FileTable() {}

  static SourceTable open(
      Dataset<Row> table,
      HadoopFsRelation files,
      JavaSparkContext context,
      String input,
      InputForm form) {
    requireParquet(files.fileFormat(), input);
    List<TableField> fields = Schemas.fields(table.schema(), form, input);
    requireInFiles(files.partitionSchema(), fields, input);
    if (delta(files.fileFormat())) {
      requireNamesOfFiles(files.fileFormat(), fields, input);
    }
    Column metadata = table.metadataColumn(METADATA);
    StructType known = (StructType) table.select(metadata).schema().apply(0).dataType();
    if (Arrays.asList(known.fieldNames()).contains(ROW)) {
      Dataset<Row> rows = table.select(metadata.getField("file_path"), metadata.getField(ROW));
      return new SourceTable(rows.toJavaRDD(), true, fields);
    }
    return new SourceTable(whole(files, context), false, fields);
  }

  /** Others may merge rows of several files into one. */
  private static void requireParquet(FileFormat format, String input) {
    if (!format.getClass().equals(ParquetFileFormat.class) && !delta(format)) {
      throw SourceTable.notParquet(input, "files of " + format.getClass().getSimpleName());
    }
  }

  private static boolean delta(FileFormat format) {
    return format.getClass().getName().startsWith(DELTA) && format instanceof ParquetFileFormat;
  }

  private static void requireInFiles(StructType partitions, List<TableField> fields, String input) {
    List<String> names = Arrays.asList(partitions.fieldNames());
    for (TableField field : fields) {
      if (names.contains(field.path())) {
        throw new IllegalArgumentException(
            "[%s] column %s: expected one that lies in the table's files, found one the table is partitioned by, which only folders or the table's log tell; leave it out, and join it by uri"
                .formatted(input, field.path()));
      }
    }
  }

  private static void requireNamesOfFiles(
      FileFormat format, List<TableField> fields, String input) {
    StructType schema = (StructType) Foreign.call(format, "referenceSchema");
    for (TableField field : fields) {
      String physical = physical(schema, field.path());
      if (!physical.equals(field.path())) {
        throw new IllegalArgumentException(
            "[%s] column %s: expected files that call it so, found that they call it %s (Delta's column mapping); have Spark write the table anew without column mapping, and give that"
                .formatted(input, field.path(), physical));
      }
    }
  }

  private static String physical(StructType schema, String path) {
    List<String> names = new ArrayList<>();
    StructType within = schema;
    boolean one = Arrays.asList(schema.fieldNames()).contains(path);
    for (String part : one ? new String[] {path} : path.split("\\.", -1)) {
      StructField field = within.apply(part);
      Metadata said = field.metadata();
      names.add(said.contains(PHYSICAL) ? said.getString(PHYSICAL) : part);
      within = field.dataType() instanceof StructType struct ? struct : within;
    }
    return String.join(".", names);
  }

  /** Delta tells no numbers of rows where none can be deleted within a file. */
  private static JavaRDD<Row> whole(HadoopFsRelation files, JavaSparkContext context) {
    Seq<Expression> all = CollectionConverters.asScala(List.<Expression>of()).toSeq();
    List<Row> names = new ArrayList<>();
    for (var folder : CollectionConverters.asJava(files.location().listFiles(all, all))) {
      CollectionConverters.asJava(folder.files())
          .forEach(file -> names.add(RowFactory.create(file.getPath().toString(), null)));
    }
    return context.parallelize(names, Math.max(1, Math.min(MOST_TASKS, names.size())));
  }
}
