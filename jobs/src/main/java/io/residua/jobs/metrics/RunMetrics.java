package io.residua.jobs.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardRecord;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;

/**
 * A run as its driver sees it, as the source {@code run} of Spark's metrics system. What is counted
 * of images, shards and time is what the ledger holds, with the shards that were done before this
 * driver began: at the end, after any number of drivers, the counts are the ledger's sums. What
 * tasks now running have done comes with heartbeats and is told apart. Thread-safe.
 */
public final class RunMetrics {

  private static final List<String> STAGES = List.of("read", "decode", "infer", "write");

  private final RunDescription run;
  private final long before;
  private final LiveCounts live = new LiveCounts();
  private final MetricRegistry registry = new MetricRegistry();
  private final ExecutorGauges executors = new ExecutorGauges(registry, live);
  private final BitSet counted = new BitSet();
  private final long begunNanos = System.nanoTime();
  private final RecentRate rate;
  private final TaskCounters counters;
  private volatile LedgerTotals totals = LedgerTotals.NONE;
  private volatile long lastNanos = begunNanos;

  private RunMetrics(SparkContext context, RunDescription run, Collection<ShardRecord> done) {
    this.run = run;
    this.counters = new TaskCounters(context);
    settle(done);
    this.before = totals.images();
    this.rate = new RecentRate(0, before);
  }

  /**
   * Registers the metrics of a run.
   *
   * @param done records of the shards done before
   */
  public static RunMetrics register(
      SparkContext context, RunDescription run, Collection<ShardRecord> done) {
    RunMetrics metrics = new RunMetrics(context, run, done);
    metrics.registerAll();
    context.addSparkListener(metrics.live);
    context.addSparkListener(metrics.executors);
    context.addSparkListener(new Sampling(metrics));
    MetricsSource.register("run", metrics.registry);
    return metrics;
  }

  /** For the tasks of the run. */
  public TaskCounters counters() {
    return counters;
  }

  /**
   * Takes the record of a shard that is done now; a shard counts once.
   *
   * @param taskId of the Spark task that told it
   */
  public synchronized void add(ShardRecord record, long taskId) {
    live.recorded(taskId);
    if (!counted.get(record.shard())) {
      counted.set(record.shard());
      totals = totals.plus(List.of(record));
      lastNanos = System.nanoTime();
    }
  }

  /** Takes what the ledger holds for the truth. */
  public synchronized void settle(Collection<ShardRecord> done) {
    counted.clear();
    done.forEach(record -> counted.set(record.shard()));
    totals = LedgerTotals.of(done);
  }

  /** Images done before this driver began. */
  public long before() {
    return before;
  }

  /** Images accounted for, those of tasks now running with them, as of their last heartbeat. */
  public long accounted() {
    return Math.min(totals.images() + live.inFlight(), run.images());
  }

  /** Images of the ledger without an embedding. */
  public long quarantined() {
    return totals.allQuarantined();
  }

  /** Images accounted for a second, over the last minute. */
  public double imagesPerSecond() {
    return rate.rate((System.nanoTime() - begunNanos) / 1e9, accounted());
  }

  /** A rate is of looks taken all along, not only when someone asks. */
  private static final class Sampling extends SparkListener {

    private final RunMetrics metrics;

    Sampling(RunMetrics metrics) {
      this.metrics = metrics;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
      metrics.imagesPerSecond();
    }
  }

  private void registerAll() {
    gauge("images_total", run::images);
    gauge("shards_total", () -> run.shards());
    gauge("bytes_total", run::bytes);
    gauge("images_before", this::before);
    count("images_embedded", () -> totals.embedded());
    count("images_quarantined", () -> totals.allQuarantined());
    for (QuarantineCode code : QuarantineCode.values()) {
      count("images_quarantined." + code, () -> totals.quarantined().getOrDefault(code, 0L));
    }
    count("shards_done", () -> totals.shards());
    for (String stage : STAGES) {
      count("slot_millis." + stage, () -> totals.slotMillis().getOrDefault(stage, 0L));
    }
    registerLive();
  }

  private void registerLive() {
    gauge("images_in_flight", live::inFlight);
    Gauge<Double> perSecond = this::imagesPerSecond;
    registry.register("images_per_second", perSecond);
    gauge("seconds_since_shard", () -> (System.nanoTime() - lastNanos) / 1_000_000_000);
    gauge("slots_busy", live::tasks);
    gauge("images_read_ahead", () -> live.running(TaskCounter.IMAGES_READ_AHEAD));
    gauge("batches_decoded_ahead", () -> live.running(TaskCounter.BATCHES_DECODED_AHEAD));
    count("bytes_read", () -> live.all(TaskCounter.BYTES_READ));
    count("decoder_restarts", () -> live.all(TaskCounter.DECODER_RESTARTS));
  }

  private void gauge(String name, LongSupplier value) {
    Gauge<Long> gauge = value::getAsLong;
    registry.register(name, gauge);
  }

  private void count(String name, LongSupplier value) {
    registry.register(name, new Count(value));
  }
}
