package io.residua.jobs.extract;

import org.apache.spark.SparkEnv;

/**
 * The machine of an executor cannot compute this run's features, whatever the shard: it lacks a
 * library or an instruction set. Every shard it takes would fail.
 */
final class UnfitExecutor extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  UnfitExecutor(Throwable cause) {
    super("[executor %s] %s".formatted(host(), cause.getMessage()), cause);
  }

  private static String host() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }
}
