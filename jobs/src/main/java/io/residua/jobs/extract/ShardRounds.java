package io.residua.jobs.extract;

import io.residua.io.ledger.ShardRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs the shards that are missing, those that failed again, up to three times. Gives up early when
 * a whole round brought nothing, and at once when no executor's machine can bring anything.
 */
final class ShardRounds {

  private static final int ROUNDS = 3;

  /** Where the truth about what is done is asked for after a round. */
  interface Missing {
    BitSet shards() throws IOException;
  }

  private final JavaSparkContext spark;
  private final ShardTask task;
  private final PrintStream out;
  private final Consumer<ShardOutcome> taken;
  private final FitExecutors executors;
  private final Map<Integer, ShardRecord> records = new HashMap<>();
  private final Map<Integer, String> failures = new TreeMap<>();
  private int outcomes;
  private boolean unfit;

  /**
   * @param taken is told each outcome, one at a time
   */
  ShardRounds(
      JavaSparkContext spark, ShardTask task, PrintStream out, Consumer<ShardOutcome> taken) {
    this.spark = spark;
    this.task = task;
    this.out = out;
    this.taken = taken;
    this.executors = new FitExecutors(spark.sc(), out);
  }

  /** Records of the shards this run finished, in no order. Safe to read from other threads. */
  synchronized List<ShardRecord> records() {
    return List.copyOf(records.values());
  }

  /** Why the shards that are still missing are missing. */
  synchronized Map<Integer, String> failures() {
    return new TreeMap<>(failures);
  }

  void run(BitSet first, Missing missing) throws IOException {
    BitSet left = first;
    for (int round = 1; round <= ROUNDS && !left.isEmpty(); round++) {
      int before = left.cardinality();
      runOnce(left);
      left = missing.shards();
      if (left.cardinality() == before || unfit()) {
        return;
      }
      if (!left.isEmpty() && round < ROUNDS) {
        out.printf(
            "%n%d shards failed and are tried again: %s%n",
            left.cardinality(),
            failures.values().stream().findFirst().orElse("executors were lost"));
      }
    }
  }

  private void runOnce(BitSet shards) {
    List<Integer> numbers = shards.stream().boxed().toList();
    JavaRDD<byte[]> outcomes = spark.parallelize(numbers, numbers.size()).map(task);
    String description =
        "extract shards %d to %d (%d)"
            .formatted(numbers.get(0), numbers.get(numbers.size() - 1), numbers.size());
    TaskResults.name(spark, "extract", description);
    try {
      TaskResults.each(outcomes, bytes -> take(ShardOutcome.fromBytes(bytes)));
    } catch (Exception e) {
      if (!(e instanceof SparkException)) {
        throw e;
      }
      if (!unfit()) {
        out.printf("%n%s%n", e.getMessage());
      }
    }
  }

  private synchronized boolean unfit() {
    return unfit;
  }

  private synchronized void take(ShardOutcome outcome) {
    if (Integer.bitCount(++outcomes) == 1) {
      task.releaseWeights(); // now and then, as executors come later, too
    }
    if (outcome.record() != null) {
      records.put(outcome.shard(), outcome.record());
      failures.remove(outcome.shard());
    } else {
      failures.put(outcome.shard(), String.valueOf(outcome.failure()));
      if (outcome.unfit()) {
        doWithout(outcome);
      }
    }
    taken.accept(outcome);
  }

  private void doWithout(ShardOutcome outcome) {
    String executor = outcome.attempt().executor();
    if (!executors.without(executor, String.valueOf(outcome.failure())) && !unfit) {
      unfit = true;
      spark.cancelAllJobs();
    }
  }
}
