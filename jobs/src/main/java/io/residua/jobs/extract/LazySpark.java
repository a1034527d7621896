package io.residua.jobs.extract;

import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** A Spark context that starts when it is first needed. Whoever made it closes it. */
final class LazySpark implements AutoCloseable {

  private final String applicationName;
  private final ExtractRequest request;
  private @Nullable JavaSparkContext context;

  LazySpark(String applicationName, ExtractRequest request) {
    this.applicationName = applicationName;
    this.request = request;
  }

  /** The context, started now if it was not. */
  JavaSparkContext get() {
    JavaSparkContext started = context;
    if (started == null) {
      started =
          SparkContexts.open(
              applicationName, request.master(), request.sparkSettings(), request.lake().form());
      context = started;
    }
    return started;
  }

  /** Whether it runs. */
  boolean started() {
    return context != null;
  }

  /** Stops it, if it was started. Idempotent. */
  @Override
  public void close() {
    if (context != null) {
      context.close();
      context = null;
    }
  }
}
