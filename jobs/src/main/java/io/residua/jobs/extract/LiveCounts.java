package io.residua.jobs.extract;

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
 * Images, or vectors, finished by tasks that are still running. Accumulators reach the driver only
 * when a task ends; what is counted before comes with the executors' heartbeats.
 */
public final class LiveCounts extends SparkListener {

  private static final String NAME = "residua.images-in-flight";

  private final LongAccumulator images;
  private final Map<Long, Long> byTask = new ConcurrentHashMap<>();

  private LiveCounts(LongAccumulator images) {
    this.images = images;
  }

  /** Counts for the jobs of a context. */
  public static LiveCounts listen(SparkContext context) {
    LiveCounts counts = new LiveCounts(context.longAccumulator(NAME));
    context.addSparkListener(counts);
    return counts;
  }

  /** What a task adds its images to. */
  public LongAccumulator images() {
    return images;
  }

  /** Images of the tasks now running, as of their last heartbeat. */
  public long inFlight() {
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
