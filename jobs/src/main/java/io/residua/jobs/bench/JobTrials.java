package io.residua.jobs.bench;

import io.residua.backbone.Precision;
import io.residua.jobs.extract.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Jobs of two sizes with the same settings, and what became of them. */
final class JobTrials {

  /**
   * What jobs have in common.
   *
   * @param isolated whether images are decoded in a process apart
   */
  record Setting(String engine, Precision precision, int batchSize, boolean isolated) {}

  private final Setting setting;
  private final List<RunSummary> fewer = new ArrayList<>();
  private final List<RunSummary> more = new ArrayList<>();
  private final List<Double> rates = new ArrayList<>();
  private boolean proved = true;
  private boolean accounted = true;

  JobTrials(Setting setting) {
    this.setting = setting;
  }

  Setting setting() {
    return setting;
  }

  /** Takes a smaller job and a larger one. */
  void add(JobBench.Trial small, JobBench.Trial large) {
    RunSummary less = small.summary();
    RunSummary most = large.summary();
    fewer.add(less);
    more.add(most);
    rates.add(Rate.between(less.worked(), less.seconds(), most.worked(), most.seconds()));
    proved = proved && small.proved() && large.proved();
    accounted = accounted && small.accounted() && large.accounted();
  }

  JobRow row() {
    RunSummary small = fewer.get(fewer.size() - 1);
    RunSummary large = more.get(more.size() - 1);
    return new JobRow(
        setting.engine,
        setting.precision,
        setting.batchSize,
        setting.isolated ? "process" : "none",
        small.listed(),
        seconds(fewer),
        large.listed(),
        seconds(more),
        Rate.of(rates),
        large.slotMillis(),
        sum(RunSummary::listed),
        sum(RunSummary::embedded),
        sum(RunSummary::quarantined),
        proved,
        proved && accounted);
  }

  private static double seconds(List<RunSummary> jobs) {
    return Rate.median(jobs.stream().map(RunSummary::seconds).sorted().toList());
  }

  private long sum(ToLongFunction<RunSummary> count) {
    return fewer.stream().mapToLong(count).sum() + more.stream().mapToLong(count).sum();
  }
}
