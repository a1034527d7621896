package io.residua.jobs.table;

import io.residua.io.lake.InputForm;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Sources whose needs are known. */
public enum SparkSource {
  DELTA("io.delta:delta-spark_4.1_2.13:4.4.0"),
  ICEBERG("org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0");

  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String SESSION_CATALOG = "spark.sql.catalog.spark_catalog";
  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
  private static final String PATH_CATALOG = "spark.sql.catalog.default_iceberg";

  /** Tried with Spark 4.1.2. */
  private final String jars;

  SparkSource(String jars) {
    this.jars = jars;
  }

  /** The source of this form; empty when it is none that is known. */
  static Optional<SparkSource> of(String format) {
    return Arrays.stream(values()).filter(source -> source.label().equals(format)).findFirst();
  }

  /** The spelling of {@code --input-format}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How to get its jars. */
  String remedy() {
    return "give its jars: residua-submit --packages " + jars;
  }

  /** Sets what a source needs of Spark before it starts, unless it is set. */
  public static void configure(SparkConf conf, InputForm form) {
    of(form.format()).ifPresent(source -> source.configure(conf));
  }

  private void configure(SparkConf conf) {
    switch (this) {
      case DELTA -> delta(conf);
      case ICEBERG -> iceberg(conf);
    }
  }

  /** Without its extension Delta gives deleted rows, too, and says nothing. */
  private static void delta(SparkConf conf) {
    String extensions = conf.get(EXTENSIONS, "");
    if (!Arrays.asList(extensions.split(",")).contains(DELTA_EXTENSION)) {
      String before = extensions.isEmpty() ? "" : extensions + ",";
      conf.set(EXTENSIONS, before + DELTA_EXTENSION);
    }
    conf.setIfMissing(SESSION_CATALOG, DELTA_CATALOG);
  }

  /** Tables named by their paths would make Iceberg look for Hive, which nothing here needs. */
  private static void iceberg(SparkConf conf) {
    if (!conf.contains(PATH_CATALOG)) {
      conf.set(PATH_CATALOG, "org.apache.iceberg.spark.SparkCatalog");
      conf.set(PATH_CATALOG + ".type", "hadoop");
      conf.set(PATH_CATALOG + ".warehouse", "file:///");
    }
  }
}
