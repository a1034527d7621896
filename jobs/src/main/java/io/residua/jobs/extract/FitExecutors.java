package io.residua.jobs.extract;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.SparkContext;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Sends executors away whose machines cannot compute: each would take shard after shard from the
 * others, only to fail at once.
 */
final class FitExecutors {

  private final SparkContext spark;
  private final PrintStream out;
  private final Set<String> unfit = new HashSet<>();

  FitExecutors(SparkContext spark, PrintStream out) {
    this.spark = spark;
    this.out = out;
  }

  /**
   * Does without an executor from now on.
   *
   * @param failure of it, a sentence
   * @return whether others are there
   */
  boolean without(String executor, String failure) {
    boolean news = unfit.add(executor);
    boolean others = others();
    if (news && others) {
      out.printf("%n%s%n  the run goes on without this executor, %s%n", failure, executor);
      sendAway(executor);
    }
    return others;
  }

  private boolean others() {
    return !spark.isLocal()
        && CollectionConverters.asJava(spark.getExecutorIds()).stream()
            .anyMatch(executor -> !unfit.contains(executor));
  }

  /** The cluster's manager is asked and answers, for which the scheduler's thread must not wait. */
  private void sendAway(String executor) {
    Thread thread =
        new Thread(
            () -> {
              if (spark.executorAllocationManager().isDefined()) {
                spark.killAndReplaceExecutor(executor);
              } else {
                spark.killExecutor(executor);
              }
            },
            "residua-send-away-" + executor);
    thread.setDaemon(true);
    thread.start();
  }
}
