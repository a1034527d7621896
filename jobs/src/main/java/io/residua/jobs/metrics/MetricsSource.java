package io.residua.jobs.metrics;

import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/** A source of Spark's metrics system. */
final class MetricsSource implements Source {

  private final String name;
  private final MetricRegistry registry;

  private MetricsSource(String name, MetricRegistry registry) {
    this.name = name;
    this.registry = registry;
  }

  /** Registers metrics with the Spark that runs in this JVM, if any. */
  static void register(String name, MetricRegistry registry) {
    SparkEnv environment = SparkEnv.get();
    if (environment != null) {
      environment.metricsSystem().registerSource(new MetricsSource(name, registry));
    }
  }

  @Override
  public String sourceName() {
    return name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
