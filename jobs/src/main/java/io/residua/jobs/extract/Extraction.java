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

  /** Set by the scripts when standard output is a terminal. */
  private static final String TERMINAL = "residua.terminal";

  private final ExtractRequest request;
  private final DriftLimits limits;
  private final PrintStream out;
  private final Configuration conf;
  private final String output;
  private final Ledger ledger;

  private Extraction(ExtractRequest request, DriftLimits limits, PrintStream out)
      throws IOException {
    this.request = request;
    this.limits = limits;
    this.out = out;
    this.conf = SparkContexts.hadoopConfiguration(request.sparkSettings());
    this.output = refusing(() -> Inputs.qualify(conf, List.of(request.output())).get(0));
    this.ledger = refusing(() -> Ledger.open(conf, output));
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
      return run(version, spark);
    }
  }

  private RunSummary run(String version, LazySpark spark) throws IOException {
    long begun = System.nanoTime();
    RunPreparation.Prepared prepared =
        new RunPreparation(request, conf, output, ledger, spark, limits, out).prepare(version);
    RunDescription run = prepared.run();
    long listMillis = (System.nanoTime() - begun) / 1_000_000;
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
      LiveCounts live = LiveCounts.listen(spark.sc());
      ShardTask task =
          new ShardTask(
              prepared.recipe(),
              spark.broadcast(new SerializableConfiguration(conf)),
              spark.broadcast(FoldedWeightsFormat.write(weights)),
              live.images());
      ShardRounds rounds = new ShardRounds(spark, task, out);
      long imagesBefore = before.done().values().stream().mapToLong(ShardRecord::images).sum();
      try (ProgressLine progress =
          new ProgressLine(
              out,
              Boolean.getBoolean(TERMINAL),
              () -> state(rounds, live, imagesBefore, prepared.run().images()))) {
        progress.start();
        rounds.run(missing, () -> ledger.state(prepared.run()).missing());
      }
      requireAll(rounds, prepared.run());
      return rounds.records();
    } finally {
      lazySpark.close();
      ExecutorRuntime.closeCurrent();
      stopping.over();
    }
  }

  private void requireAll(ShardRounds rounds, RunDescription run) throws IOException {
    BitSet missing = ledger.state(run).missing();
    if (missing.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder();
    message.append(
        "[%s] %d of %d shards are missing: %s; those committed are safe, the same command goes on"
            .formatted(output, missing.cardinality(), run.shards(), missing));
    Map<String, List<Integer>> byReason = new LinkedHashMap<>();
    rounds
        .failures()
        .forEach(
            (shard, why) -> byReason.computeIfAbsent(why, none -> new ArrayList<>()).add(shard));
    byReason.forEach((why, shards) -> message.append("%n  shards %s: %s".formatted(shards, why)));
    throw new IOException(message.toString());
  }

  private static ProgressLine.State state(
      ShardRounds rounds, LiveCounts live, long before, long total) {
    long done = 0;
    long embedded = 0;
    for (ShardRecord record : rounds.records()) {
      done += record.images();
      embedded += record.embedded();
    }
    return new ProgressLine.State(
        Math.min(done + live.inFlight(), total - before), before, total, done - embedded);
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
