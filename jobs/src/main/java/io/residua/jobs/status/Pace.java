package io.residua.jobs.status;

import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How fast shards came. Time without any, longer than one can take, is a pause: between a driver
 * that was stopped and the next one nobody worked.
 */
final class Pace {

  private static final Duration RECENT = Duration.ofMinutes(5);
  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(2);
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);
  private static final int SHARDS_OF_PATIENCE = 3;
  private static final int PATIENCES_TO_STOPPED = 5;

  /** Shards that came one after the other. */
  private record Stretch(Instant begun, List<DoneShard> shards) {

    Instant ended() {
      return shards.get(shards.size() - 1).placed();
    }
  }

  private final LedgerHistory history;
  private final Instant now;
  private final Duration patience;
  private final List<Stretch> stretches = new ArrayList<>();

  Pace(LedgerHistory history, Instant now) {
    this.history = history;
    this.now = now;
    this.patience = patience(history);
    history.done().values().stream()
        .sorted(Comparator.comparing(DoneShard::placed))
        .forEach(this::add);
  }

  /** With any number of slots one shard is done at least as often as the slowest takes. */
  private static Duration patience(LedgerHistory history) {
    if (history.done().isEmpty()) {
      return START_PATIENCE;
    }
    Duration slowest =
        history.done().values().stream()
            .map(Pace::taken)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Duration long_ = slowest.multipliedBy(SHARDS_OF_PATIENCE);
    return long_.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : long_;
  }

  /** Decoding goes on beside the network, so that this is rather too much. */
  private static Duration taken(DoneShard shard) {
    return Duration.ofMillis(
        shard.record().timingsMillis().values().stream().mapToLong(Long::longValue).sum());
  }

  private void add(DoneShard shard) {
    Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
    if (last != null && shard.placed().isBefore(last.ended().plus(patience))) {
      last.shards().add(shard);
    } else {
      Instant begun = shard.placed().minus(taken(shard));
      Instant earliest = last == null ? history.frozen() : last.ended();
      stretches.add(
          new Stretch(
              begun.isBefore(earliest) ? earliest : begun, new ArrayList<>(List.of(shard))));
    }
  }

  /** What the run seems to be doing. */
  RunState state() {
    if (history.finished() != null) {
      return RunState.FINISHED;
    }
    Duration silence = silence();
    if (silence.compareTo(patience.multipliedBy(PATIENCES_TO_STOPPED)) > 0) {
      return RunState.STOPPED;
    }
    if (silence.compareTo(patience) > 0) {
      return RunState.STALLED;
    }
    return stretches.isEmpty() ? RunState.STARTING : RunState.WORKING;
  }

  /** Since the last shard, or since the run was frozen; the store's clock may be ahead of ours. */
  Duration silence() {
    Duration silence = Duration.between(lastPlaced(), now);
    return silence.isNegative() ? Duration.ZERO : silence;
  }

  private Instant lastPlaced() {
    return history.last().map(last -> last.getValue().placed()).orElse(history.frozen());
  }

  /** Images a second while shards came, without the pauses. */
  double overall() {
    double seconds =
        stretches.stream().mapToDouble(stretch -> seconds(stretch.begun(), stretch.ended())).sum();
    return seconds <= 0 ? 0 : history.images() / seconds;
  }

  /** Images a second over the last five minutes, or since work began, if that is later. */
  double recent() {
    if (stretches.isEmpty()) {
      return 0;
    }
    Instant begun = stretches.get(stretches.size() - 1).begun();
    Instant from = now.minus(RECENT).isAfter(begun) ? now.minus(RECENT) : begun;
    long images =
        history.done().values().stream()
            .filter(shard -> shard.placed().isAfter(from))
            .mapToLong(shard -> shard.record().images())
            .sum();
    Instant to = lastPlaced().isAfter(now) ? lastPlaced() : now;
    return images / Math.max(1e-3, seconds(from, to));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1_000.0;
  }
}
