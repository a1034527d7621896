package io.residua.jobs.search;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Vectors finished by tasks that are still running. Accumulators reach the driver only when a task
 * ends; what is counted before comes with the executors' heartbeats.
 */
final class LiveVectors extends SparkListener {

  static final String NAME = "residua.vectors-in-flight";

  private final LongAccumulator vectors;
  private final Map<Long, Long> byTask = new ConcurrentHashMap<>();

  LiveVectors(LongAccumulator vectors) {
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
  public void onTaskStart(SparkListenerTaskStart start) {
    byTask.put(start.taskInfo().taskId(), 0L);
  }

  /** The update of a task that ended may come after its end, which counts it elsewhere. */
  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task -> {
              for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (info.name().contains(NAME) && info.update().isDefined()) {
                  long count = ((Number) info.update().get()).longValue();
                  byTask.computeIfPresent((Long) task._1(), (id, before) -> count);
                }
              }
            });
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    byTask.remove(end.taskInfo().taskId());
  }
}
