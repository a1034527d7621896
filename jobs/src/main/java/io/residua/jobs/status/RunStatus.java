package io.residua.jobs.status;

import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import io.residua.io.ledger.RunDescription;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is and what it seems to be doing.
 *
 * @param output folder
 * @param state what it seems to be doing
 * @param model network
 * @param weights source
 * @param untrained whether the weights are generated
 * @param engine and
 * @param precision and
 * @param instructionSet it computes with
 * @param begun when it was frozen, ISO 8601 in UTC
 * @param images planned
 * @param imagesDone of them embedded or quarantined
 * @param embedded of those
 * @param quarantined of those
 * @param quarantinedByCode those
 * @param shards planned
 * @param shardsDone of them
 * @param imagesPerSecond over the last five minutes of a run that is not finished, else null
 * @param imagesPerSecondOverall while shards came, without pauses
 * @param etaSeconds until all images are done at that rate; null where none comes
 * @param lastShard number of it; null for none
 * @param silenceSeconds since it was done, or since the run was frozen
 * @param finished when it was, ISO 8601 in UTC; null while it is not
 * @param report of it; null for none
 */
public record RunStatus(
    String output,
    RunState state,
    String model,
    String weights,
    boolean untrained,
    String engine,
    String precision,
    String instructionSet,
    String begun,
    long images,
    long imagesDone,
    long embedded,
    long quarantined,
    Map<String, Long> quarantinedByCode,
    int shards,
    int shardsDone,
    @Nullable Double imagesPerSecond,
    double imagesPerSecondOverall,
    @Nullable Long etaSeconds,
    @Nullable Integer lastShard,
    long silenceSeconds,
    @Nullable String finished,
    @Nullable String report) {

  public RunStatus {
    quarantinedByCode = Collections.unmodifiableMap(new LinkedHashMap<>(quarantinedByCode));
  }

  /** What a history says at a time. */
  static RunStatus of(
      String output,
      RunDescription run,
      LedgerHistory history,
      Instant now,
      @Nullable String report) {
    Pace pace = new Pace(history, now);
    Map<String, String> settings = run.settings();
    Map<String, Long> codes = codes(history);
    Instant finished = history.finished();
    return new RunStatus(
        output,
        pace.state(),
        settings.getOrDefault("residua.model", "unknown"),
        settings.getOrDefault("residua.weights", "unknown"),
        Boolean.parseBoolean(settings.getOrDefault("residua.weights-untrained", "false")),
        settings.getOrDefault("residua.engine", "unknown"),
        settings.getOrDefault("residua.precision", "unknown"),
        settings.getOrDefault("residua.instruction-set", "unknown"),
        inSeconds(history.frozen()),
        run.images(),
        history.images(),
        history.done().values().stream().mapToLong(shard -> shard.record().embedded()).sum(),
        codes.values().stream().mapToLong(Long::longValue).sum(),
        codes,
        run.shards(),
        history.done().size(),
        finished == null ? pace.recent() : null,
        pace.overall(),
        eta(run.images() - history.images(), pace).orElse(null),
        history.last().map(Map.Entry::getKey).orElse(null),
        pace.silence().toSeconds(),
        finished == null ? null : inSeconds(finished),
        report);
  }

  private static Map<String, Long> codes(LedgerHistory history) {
    Map<QuarantineCode, Long> sums = new TreeMap<>();
    for (DoneShard shard : history.done().values()) {
      shard.record().quarantined().forEach((code, images) -> sums.merge(code, images, Long::sum));
    }
    Map<String, Long> codes = new LinkedHashMap<>();
    sums.forEach((code, images) -> codes.put(code.name(), images));
    return codes;
  }

  private static Optional<Long> eta(long left, Pace pace) {
    return pace.state() == RunState.WORKING && pace.recent() > 0
        ? Optional.of(Math.round(left / pace.recent()))
        : Optional.empty();
  }

  private static String inSeconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
