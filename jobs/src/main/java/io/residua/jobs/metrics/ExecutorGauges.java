package io.residua.jobs.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Metrics an executor, which come and go with executors; listens behind the counts they show. */
final class ExecutorGauges extends SparkListener {

  private final MetricRegistry registry;
  private final LiveCounts live;
  private final Set<String> known = new TreeSet<>();

  ExecutorGauges(MetricRegistry registry, LiveCounts live) {
    this.registry = registry;
    this.live = live;
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    follow();
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    follow();
  }

  private synchronized void follow() {
    Set<String> now = live.executors();
    for (String executor : now) {
      if (known.add(executor)) {
        add(executor);
      }
    }
    known.removeIf(executor -> !now.contains(executor) && remove(executor));
  }

  private void add(String executor) {
    String prefix = prefix(executor);
    gauge(prefix + "slots_busy", () -> live.tasks(executor));
    for (TaskCounter counter : TaskCounter.values()) {
      String name = prefix + counter.metric();
      switch (counter) {
        case IMAGES, BYTES_READ, DECODER_RESTARTS ->
            registry.register(name, new Count(() -> live.all(executor, counter)));
        case IMAGES_READ_AHEAD, BATCHES_DECODED_AHEAD ->
            gauge(name, () -> live.running(executor, counter));
      }
    }
  }

  private void gauge(String name, Gauge<Long> gauge) {
    registry.register(name, gauge);
  }

  private boolean remove(String executor) {
    registry.removeMatching((name, metric) -> name.startsWith(prefix(executor)));
    return true;
  }

  private static String prefix(String executor) {
    return "executor." + executor + ".";
  }
}
