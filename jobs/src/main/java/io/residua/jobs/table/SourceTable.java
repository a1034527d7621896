package io.residua.jobs.table;

import io.residua.io.container.TableField;
import io.residua.io.lake.InputForm;
import java.io.IOException;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * A table of a Spark source, whose rows lie in Parquet files.
 *
 * @param rows of each row the table holds, the name of its file and its number there from 0, an
 *     int64; without a number every row of the file
 * @param uris whether files are named by uris, where %20 is a space; else as Hadoop prints paths
 * @param fields the columns in use, the images' first
 */
public record SourceTable(JavaRDD<Row> rows, boolean uris, List<TableField> fields) {

  public SourceTable {
    fields = List.copyOf(fields);
  }

  /**
   * Finds a table and what of it is wanted; reads no row.
   *
   * @param input its uri, or its name in a catalog
   * @throws IllegalArgumentException when there is no such source or table, or its rows cannot be
   *     had from Parquet files; the message has the remedy
   * @throws IOException when it cannot be read
   */
  public static SourceTable open(JavaSparkContext context, String input, InputForm form)
      throws IOException {
    SparkSession session = SparkSession.builder().sparkContext(context.sc()).getOrCreate();
    session.conf().set("spark.sql.files.ignoreCorruptFiles", "false");
    session.conf().set("spark.sql.files.ignoreMissingFiles", "false");
    return of(load(session, input, form), context, input, form);
  }

  /** Scala throws checked exceptions unannounced. */
  private static Dataset<Row> load(SparkSession session, String input, InputForm form)
      throws IOException {
    try {
      return session.read().format(form.format()).options(form.options()).load(input);
    } catch (ServiceConfigurationError | LinkageError e) {
      throw noSource(form.format(), "one that does not fit this Spark: " + e, e);
    } catch (Exception e) {
      if (e instanceof ClassNotFoundException) {
        throw noSource(form.format(), "none", e);
      }
      if (e instanceof AnalysisException || e instanceof IllegalArgumentException) {
        throw new IllegalArgumentException(
            "[%s] table: expected one that %s reads, found: %s; correct --input or --input-option"
                .formatted(input, form.format(), firstLine(e)),
            e);
      }
      throw unreadable(input, e);
    }
  }

  /** What Spark says of a table that it cannot read. */
  public static IOException unreadable(String input, Exception failure) {
    return new IOException(
        "[%s] table: expected files that Spark can read, found: %s; restore them, or name another version of the table"
            .formatted(input, firstLine(failure)),
        failure);
  }

  private static IllegalArgumentException noSource(String format, String found, Throwable cause) {
    return new IllegalArgumentException(
        "[%s] input format: expected auto, images, manifest, webdataset, parquet, sequencefile or a Spark source on the class path, found %s; %s"
            .formatted(
                format,
                found,
                SparkSource.of(format)
                    .map(SparkSource::remedy)
                    .orElse("correct --input-format, or give its jars: residua-submit --packages")),
        cause);
  }

  private static SourceTable of(
      Dataset<Row> table, JavaSparkContext context, String input, InputForm form) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) table).queryExecution().analyzed();
    LogicalPlan source = plan.collectLeaves().head();
    if (source instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation files) {
      return FileTable.open(table, files, context, input, form);
    }
    if (source instanceof DataSourceV2Relation relation && IcebergTable.is(relation.table())) {
      return IcebergTable.open(table, relation.table(), input, form);
    }
    throw notParquet(input, "rows of " + source.nodeName());
  }

  static IllegalArgumentException notParquet(String input, String found) {
    return new IllegalArgumentException(
        "[%s] table: expected rows that lie in Parquet files as Delta's and Iceberg's do, found %s; have Spark write the table as Parquet, and give that"
            .formatted(input, found));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage() == null ? e : e.getMessage())
        .lines()
        .findFirst()
        .orElse("");
  }
}
