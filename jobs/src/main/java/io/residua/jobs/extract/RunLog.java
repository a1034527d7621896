package io.residua.jobs.extract;

import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardRecord;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The driver's log of a run, an event a shard, at INFO where nothing else is said. The scripts'
 * configuration leaves out what is not at WARN unless JSON is asked for: people have the progress
 * line and the command's message.
 *
 * <pre>{@code
 * event          fields beside output
 * run-listed     images, bytes, shards, millis
 * run-begun      model, weights, precision, images, shards, shards_left
 * shard-done     shard, images, embedded, quarantined, quarantined_by_code, slot_millis (by stage),
 *                executor, host, task, millis
 * shard-failed   shard, why, executor, host, task, millis                      (at WARN)
 * run-finished   images, embedded, quarantined, quarantined_by_code, images_of_this_run, millis
 * run-failed     why                                                           (at ERROR)
 * }</pre>
 */
final class RunLog {

  /** Under which a configuration finds these events. */
  static final String NAME = "io.residua.run";

  private final String output;
  private final Logger log;

  /**
   * @param output of the run, qualified
   */
  RunLog(String output) {
    this(output, LogManager.getLogger(NAME));
  }

  RunLog(String output, Logger log) {
    this.output = output;
    this.log = log;
  }

  private RunEvent event(String name, String sentence) {
    return new RunEvent(name, "[%s] %s".formatted(output, sentence)).with("output", output);
  }

  void listed(RunDescription run, long millis) {
    log.info(
        event("run-listed", "listed %d images in %d ms".formatted(run.images(), millis))
            .with("images", run.images())
            .with("bytes", run.bytes())
            .with("shards", run.shards())
            .with("millis", millis));
  }

  void begun(RunPreparation.Prepared prepared, int shardsLeft) {
    RunDescription run = prepared.run();
    log.info(
        event(
                "run-begun",
                "%d of %d shards to do, %s".formatted(shardsLeft, run.shards(), prepared.how()))
            .with("model", prepared.weights().spec().name())
            .with("weights", prepared.weights().source())
            .with("precision", prepared.recipe().precision().label())
            .with("images", run.images())
            .with("shards", run.shards())
            .with("shards_left", shardsLeft));
  }

  void shard(ShardOutcome outcome) {
    ShardRecord record = outcome.record();
    if (record != null) {
      log.info(at(outcome.attempt(), done(record, outcome.attempt())));
    } else {
      String why = String.valueOf(outcome.failure());
      RunEvent failed =
          event("shard-failed", "shard %d failed: %s".formatted(outcome.shard(), why));
      log.warn(at(outcome.attempt(), failed.with("shard", outcome.shard()).with("why", why)));
    }
  }

  private RunEvent done(ShardRecord record, ShardOutcome.Attempt attempt) {
    long quarantined = record.images() - record.embedded();
    return event(
            "shard-done",
            "shard %d done: %d images, %d quarantined, %d ms on executor %s (%s)"
                .formatted(
                    record.shard(),
                    record.images(),
                    quarantined,
                    attempt.millis(),
                    attempt.executor(),
                    attempt.host()))
        .with("shard", record.shard())
        .with("images", record.images())
        .with("embedded", record.embedded())
        .with("quarantined", quarantined)
        .with("quarantined_by_code", byName(record.quarantined()))
        .with("slot_millis", record.timingsMillis());
  }

  private static RunEvent at(ShardOutcome.Attempt attempt, RunEvent event) {
    return event
        .with("executor", attempt.executor())
        .with("host", attempt.host())
        .with("task", attempt.taskId())
        .with("millis", attempt.millis());
  }

  void finished(RunSummary summary) {
    log.info(
        event("run-finished", summary.lastLine())
            .with("images", summary.listed())
            .with("embedded", summary.embedded())
            .with("quarantined", summary.quarantined())
            .with("quarantined_by_code", byName(summary.byCode()))
            .with("images_of_this_run", summary.worked())
            .with("millis", Math.round(summary.seconds() * 1_000)));
  }

  /** Why the driver gives up; the command tells people the same. */
  void failed(Exception why) {
    log.error(event("run-failed", "failed: " + why).with("why", why.toString()));
  }

  private static Map<String, Long> byName(Map<? extends Enum<?>, Long> counts) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
  }
}
