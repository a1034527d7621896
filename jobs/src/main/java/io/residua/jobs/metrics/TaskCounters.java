package io.residua.jobs.metrics;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** The accumulators of a run's tasks. Travel in the task's closure. */
public final class TaskCounters implements Serializable {

  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, LongAccumulator> byName = new LinkedHashMap<>();

  /** Registers them. */
  TaskCounters(SparkContext context) {
    for (TaskCounter counter : TaskCounter.values()) {
      byName.put(counter.name(), context.longAccumulator(counter.accumulator()));
    }
  }

  void add(Map<TaskCounter, Long> more) {
    more.forEach((counter, value) -> of(counter).add(value));
  }

  private LongAccumulator of(TaskCounter counter) {
    return Objects.requireNonNull(byName.get(counter.name()), "made with all of them");
  }
}
