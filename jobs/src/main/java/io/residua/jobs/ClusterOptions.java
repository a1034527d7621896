package io.residua.jobs;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where it runs. */
final class ClusterOptions {

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Spark master: local[2], spark://host:7077, ... (default: what spark-submit was told, else every core of this machine).")
  @Nullable String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Spark property, or Hadoop property with the prefix spark.hadoop. Repeats.")
  Map<String, String> sparkSettings = Map.of();
}
