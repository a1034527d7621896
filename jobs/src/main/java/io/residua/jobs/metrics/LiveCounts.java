package io.residua.jobs.metrics;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What tasks tell while they run, by executor. Accumulators reach the driver only when a task ends;
 * what they hold before comes with the executors' heartbeats. Thread-safe.
 */
final class LiveCounts extends SparkListener {

  /** A running task, as of its last heartbeat. */
  private static final class Task {

    private final String executor;
    private final Map<TaskCounter, Long> counts = new EnumMap<>(TaskCounter.class);
    private boolean recorded;

    Task(String executor) {
      this.executor = executor;
    }
  }

  private final Map<Long, Task> running = new HashMap<>();

  /** What tasks that ended had counted, by executor; those that are gone stay. */
  private final Map<String, Map<TaskCounter, Long>> ended = new HashMap<>();

  private final Set<String> executors = new TreeSet<>();

  /** Images of tasks now running whose shard has no record yet. */
  synchronized long inFlight() {
    return running.values().stream()
        .filter(task -> !task.recorded)
        .mapToLong(task -> count(task.counts, TaskCounter.IMAGES))
        .sum();
  }

  /** The record of a task's shard came; Spark says only later that the task ended. */
  synchronized void recorded(long taskId) {
    Task task = running.get(taskId);
    if (task != null) {
      task.recorded = true;
    }
  }

  /** Of tasks now running on all executors. */
  synchronized long running(TaskCounter counter) {
    return running.values().stream().mapToLong(task -> count(task.counts, counter)).sum();
  }

  /** Of tasks now running on one. */
  synchronized long running(String executor, TaskCounter counter) {
    return running.values().stream()
        .filter(task -> task.executor.equals(executor))
        .mapToLong(task -> count(task.counts, counter))
        .sum();
  }

  /** Of all tasks there were on all executors. */
  synchronized long all(TaskCounter counter) {
    return running(counter)
        + ended.values().stream().mapToLong(counts -> count(counts, counter)).sum();
  }

  /** Of all tasks there were on one. */
  synchronized long all(String executor, TaskCounter counter) {
    return running(executor, counter) + count(ended.getOrDefault(executor, Map.of()), counter);
  }

  /** Tasks now running. */
  synchronized long tasks() {
    return running.size();
  }

  /** Tasks now running on one executor. */
  synchronized long tasks(String executor) {
    return running.values().stream().filter(task -> task.executor.equals(executor)).count();
  }

  /** Executors that have had a task and are not gone. */
  synchronized Set<String> executors() {
    return new TreeSet<>(executors);
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    String executor = start.taskInfo().executorId();
    executors.add(executor);
    running.put(start.taskInfo().taskId(), new Task(executor));
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(task -> take((Long) task._1(), CollectionConverters.asJava(task._4())));
  }

  /** The update of a task that ended comes too late. */
  private void take(long taskId, Iterable<AccumulableInfo> updates) {
    Task task = running.get(taskId);
    if (task == null) {
      return;
    }
    for (AccumulableInfo info : updates) {
      TaskCounter counter = counter(info);
      if (counter != null && info.update().isDefined()) {
        task.counts.put(counter, ((Number) info.update().get()).longValue());
      }
    }
  }

  private static @Nullable TaskCounter counter(AccumulableInfo info) {
    for (TaskCounter counter : TaskCounter.values()) {
      if (info.name().contains(counter.accumulator())) {
        return counter;
      }
    }
    return null;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    take(end.taskInfo().taskId(), CollectionConverters.asJava(end.taskInfo().accumulables()));
    Task task = running.remove(end.taskInfo().taskId());
    if (task != null) {
      Map<TaskCounter, Long> sums =
          ended.computeIfAbsent(task.executor, none -> new EnumMap<>(TaskCounter.class));
      task.counts.forEach((counter, count) -> sums.merge(counter, count, Long::sum));
    }
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    executors.remove(removed.executorId());
  }

  private static long count(Map<TaskCounter, Long> counts, TaskCounter counter) {
    return counts.getOrDefault(counter, 0L);
  }
}
