package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.weights.FoldedWeightsFormat;
import io.residua.io.lake.Inputs;
import io.residua.io.ledger.Changes;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.LedgerState;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardRecord;
import io.residua.jobs.calibrate.DriftLimits;
import io.residua.jobs.metrics.RunMetrics;
import io.residua.jobs.progress.LiveLine;
import io.residua.jobs.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The main job, as the driver sees it: freeze the list, hand shards to Spark, see that everything
 * adds up.
 */
public final class Extraction {

  private final ExtractRequest request;
  private final DriftLimits limits;
  private final PrintStream out;
  private final Configuration conf;
  private final String output;
  private final Ledger ledger;
  private final RunLog log;
  private final Linger linger;

  private Extraction(ExtractRequest request, DriftLimits limits, PrintStream out)
      throws IOException {
    this.request = request;
    this.limits = limits;
    this.out = out;
    this.conf = SparkContexts.hadoopConfiguration(request.sparkSettings());
    this.output = refusing(() -> Inputs.qualify(conf, List.of(request.output())).get(0));
    this.ledger = refusing(() -> Ledger.open(conf, output));
    this.log = new RunLog(output);
    this.linger = Linger.of(SparkContexts.conf(request.master(), request.sparkSettings()));
  }

  /**
   * Extracts, or resumes, or finds that everything is done.
   *
   * @param version of the product, for provenance
   * @param out takes progress and the summary
   * @throws RefusedException when the request cannot be carried out as it stands; nothing was
   *     written
   * @throws IOException when shards are missing at the end; those committed are safe
   */
  public static RunSummary run(ExtractRequest request, String version, PrintStream out)
      throws IOException {
    return run(request, version, DriftLimits.DEFAULT, out);
  }

  /** The same with other limits on the drift of 8 bits. */
  static RunSummary run(ExtractRequest request, String version, DriftLimits limits, PrintStream out)
      throws IOException {
    return new Extraction(request, limits, out).run(version);
  }

  private RunSummary run(String version) throws IOException {
    try (LazySpark spark = new LazySpark("residua extract", request)) {
      RunSummary summary = run(version, spark);
      log.finished(summary);
      if (spark.started()) {
        linger.await();
      }
      return summary;
    } catch (IOException | RuntimeException e) {
      log.failed(e);
      throw e;
    }
  }

  private RunSummary run(String version, LazySpark spark) throws IOException {
    long begun = System.nanoTime();
    RunPreparation.Prepared prepared =
        new RunPreparation(request, conf, output, ledger, spark, limits, out).prepare(version);
    RunDescription run = prepared.run();
    long listMillis = (System.nanoTime() - begun) / 1_000_000;
    log.listed(run, listMillis);
    LedgerState before = ledger.state(run);
    for (String voided : before.voided()) {
      out.println(
          "[" + voided + "] its files are gone or of another size; the shard is done again");
    }
    BitSet missing = before.missing();
    Optional<Changes> changes = Incremental.compare(conf, ledger, run, !missing.isEmpty(), out);
    List<ShardRecord> worked = List.of();
    if (!missing.isEmpty()) {
      out.printf(
          "%d of %d shards to do, %s%n", missing.cardinality(), run.shards(), prepared.how());
      log.begun(prepared, missing.cardinality());
      worked = work(prepared, before, missing, spark);
    }
    if (request.npy()) {
      putArray(run, prepared.recipe().features().channels());
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (request.report()) {
      report(!missing.isEmpty());
    }
    LedgerState end = ledger.complete(run);
    RunSummary summary =
        new RunSummary(
            run.images(),
            end.embedded(),
            end.quarantined(),
            worked.stream().mapToLong(ShardRecord::images).sum(),
            seconds,
            slotMillis(worked),
            listMillis,
            run.since().output(),
            changes.map(Changes::copied).orElse(0L),
            prepared.drift());
    summary.print(out);
    return summary;
  }

  private void putArray(RunDescription run, int channels) throws IOException {
    LedgerState done = ledger.state(run);
    long begun = System.nanoTime();
    ledger.putArray(run, done, channels, new ArrayProgress(out, done.embedded()));
    out.printf(
        Locale.ROOT,
        "npy/embeddings.npy: [%d, %d] float32, %.1f s%n",
        done.embedded(),
        channels,
        (System.nanoTime() - begun) / 1e9);
  }

  /** The features are there: a page that cannot be made is no fault of theirs. */
  private void report(boolean worked) {
    try {
      if (worked || !ledger.endedWithReport()) {
        out.println("report: " + Report.write(conf, output));
      }
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      out.printf("[report] none was made: %s; residua report %s makes it%n", e, output);
    }
  }

  private List<ShardRecord> work(
      RunPreparation.Prepared prepared, LedgerState before, BitSet missing, LazySpark lazySpark)
      throws IOException {
    FoldedWeights weights = prepared.weights();
    Stopping stopping = Stopping.watch(output, out);
    try {
      JavaSparkContext spark = lazySpark.get();
      RunMetrics metrics = RunMetrics.register(spark.sc(), prepared.run(), before.done().values());
      sayWhere(spark);
      ShardTask task =
          new ShardTask(
              prepared.recipe(),
              spark.broadcast(new SerializableConfiguration(conf)),
              spark.broadcast(FoldedWeightsFormat.write(weights)),
              metrics.counters());
      ShardRounds rounds = new ShardRounds(spark, task, out, outcome -> take(outcome, metrics));
      try (LiveLine progress = new LiveLine(out, () -> done(metrics, prepared.run()).line())) {
        progress.start();
        rounds.run(missing, () -> ledger.state(prepared.run()).missing());
      }
      LedgerState end = ledger.state(prepared.run());
      metrics.settle(end.done().values());
      requireAll(rounds, end);
      return rounds.records();
    } finally {
      if (linger.none()) {
        lazySpark.close(); // the cluster is free for others while the end is written
      }
      ExecutorRuntime.closeCurrent();
      stopping.over();
    }
  }

  private void take(ShardOutcome outcome, RunMetrics metrics) {
    ShardRecord record = outcome.record();
    if (record != null) {
      metrics.add(record, outcome.attempt().taskId());
    }
    log.shard(outcome);
  }

  private void sayWhere(JavaSparkContext spark) {
    if (spark.sc().uiWebUrl().isDefined()) {
      String ui = spark.sc().uiWebUrl().get();
      out.printf("Spark's UI: %s, metrics: %s/metrics/prometheus/%s%n", ui, ui, linger.words());
    }
  }

  private void requireAll(ShardRounds rounds, LedgerState end) throws IOException {
    BitSet missing = end.missing();
    if (missing.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder();
    message.append(
        "[%s] %d of %d shards are missing: %s; those committed are safe, the same command goes on"
            .formatted(output, missing.cardinality(), end.shards(), missing));
    Map<String, List<Integer>> byReason = new LinkedHashMap<>();
    rounds
        .failures()
        .forEach(
            (shard, why) -> byReason.computeIfAbsent(why, none -> new ArrayList<>()).add(shard));
    byReason.forEach((why, shards) -> message.append("%n  shards %s: %s".formatted(shards, why)));
    throw new IOException(message.toString());
  }

  private static ImagesDone done(RunMetrics metrics, RunDescription run) {
    return new ImagesDone(
        metrics.accounted() - metrics.before(),
        metrics.before(),
        run.images(),
        metrics.quarantined(),
        metrics.imagesPerSecond());
  }

  private static Map<String, Long> slotMillis(List<ShardRecord> records) {
    Map<String, Long> sum = new LinkedHashMap<>();
    for (ShardRecord record : records) {
      record.timingsMillis().forEach((stage, millis) -> sum.merge(stage, millis, Long::sum));
    }
    return sum;
  }

  /** Calls what may find fault with the request itself. */
  static <T> T refusing(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  /** One step of a preparation. */
  interface Step<T> {
    T take() throws IOException;
  }
}
