package io.residua.jobs;

import java.util.LinkedHashMap;
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
  private Map<String, String> settings = Map.of();

  @Option(
      names = "--ui-port",
      paramLabel = "PORT",
      description =
          "Serves Spark's UI there, with the run's metrics for Prometheus at /metrics/prometheus/; 0 takes a free port (default: none on this machine, Spark's 4040 on a cluster). --conf spark.residua.linger=20s keeps it that long when all is done.")
  @Nullable Integer uiPort;

  /** Spark properties; what {@code --conf} says comes last. */
  Map<String, String> sparkSettings() {
    Map<String, String> all = new LinkedHashMap<>();
    if (uiPort != null) {
      all.put("spark.ui.enabled", "true");
      all.put("spark.ui.port", uiPort.toString());
    }
    all.putAll(settings);
    return all;
  }
}
