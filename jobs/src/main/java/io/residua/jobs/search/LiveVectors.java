package io.residua.jobs.search;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Vectors finished by tasks that are still running. Accumulators reach the driver only when a task
 * ends; what is counted before comes with the executors' heartbeats.
 */
final class LiveVectors extends SparkListener {

  private static final String NAME = "residua.vectors-in-flight";

  private final LongAccumulator vectors;
  private final Map<Long, Long> byTask = new ConcurrentHashMap<>();

  private LiveVectors(LongAccumulator vectors) {
    this.vectors = vectors;
  }

  /** Counts for the jobs of a context. */
  static LiveVectors listen(SparkContext context) {
    LiveVectors counts = new LiveVectors(context.longAccumulator(NAME));
    context.addSparkListener(counts);
    return counts;
  }

  /** What a task adds its vectors to. */
  LongAccumulator vectors() {
    return vectors;
  }

  /** Vectors of the tasks now running, as of their last heartbeat. */
  long inFlight() {
    return byTask.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task -> {
              for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (info.name().contains(NAME) && info.update().isDefined()) {
                  byTask.put((Long) task._1(), ((Number) info.update().get()).longValue());
                }
              }
            });
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    byTask.remove(end.taskInfo().taskId());
  }
}
