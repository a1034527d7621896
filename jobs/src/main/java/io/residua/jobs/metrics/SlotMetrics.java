package io.residua.jobs.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * What the task slots of one JVM do, as the source {@code slots} of its metrics system. One a Spark
 * environment. Thread-safe.
 */
public final class SlotMetrics {

  private static @Nullable SlotMetrics current;

  private final @Nullable SparkEnv environment;
  private final AtomicInteger busy = new AtomicInteger();
  private final Map<TaskCounter, AtomicLong> sums = new EnumMap<>(TaskCounter.class);

  private SlotMetrics(@Nullable SparkEnv environment) {
    this.environment = environment;
    for (TaskCounter counter : TaskCounter.values()) {
      sums.put(counter, new AtomicLong());
    }
  }

  /** Begins to watch an attempt of this JVM; close it when it ends. */
  public static TaskTally begin(TaskCounters counters) {
    return new TaskTally(current(), counters);
  }

  private static synchronized SlotMetrics current() {
    SparkEnv environment = SparkEnv.get();
    SlotMetrics found = current;
    if (found == null || found.environment != environment) {
      found = new SlotMetrics(environment);
      MetricsSource.register("slots", found.registry());
      current = found;
    }
    return found;
  }

  private MetricRegistry registry() {
    MetricRegistry registry = new MetricRegistry();
    Gauge<Integer> slots = busy::get;
    registry.register("busy", slots);
    registry.register("images", counted(TaskCounter.IMAGES));
    registry.register("bytes_read", counted(TaskCounter.BYTES_READ));
    registry.register("decoder_restarts", counted(TaskCounter.DECODER_RESTARTS));
    registry.register("images_read_ahead", gauge(TaskCounter.IMAGES_READ_AHEAD));
    registry.register("batches_decoded_ahead", gauge(TaskCounter.BATCHES_DECODED_AHEAD));
    return registry;
  }

  private Count counted(TaskCounter counter) {
    return new Count(() -> sum(counter).get());
  }

  private Gauge<Long> gauge(TaskCounter counter) {
    return () -> sum(counter).get();
  }

  void busy(int more) {
    busy.addAndGet(more);
  }

  void add(TaskCounter counter, long more) {
    sum(counter).addAndGet(more);
  }

  private AtomicLong sum(TaskCounter counter) {
    return Objects.requireNonNull(sums.get(counter), "made with all of them");
  }
}
