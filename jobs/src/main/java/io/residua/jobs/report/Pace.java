package io.residua.jobs.report;

import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a run went on over time, by when its records were placed. Seconds count from the freezing of
 * the plan.
 *
 * @param wallSeconds to the last record
 * @param pauses times in which no shard ended, longer than any shard should take: the run was not
 *     running
 * @param images accounted for
 * @param bars images a second in stretches of equal length of the active time; none where shards
 *     are too few to show anything
 */
record Pace(double wallSeconds, List<Pause> pauses, long images, List<Double> bars) {

  private static final int MOST_BARS = 48;
  private static final int FEWEST_BARS = 5;

  /** Below this nobody calls it a pause, nor could it be told from the start of a machine. */
  private static final double SHORTEST_PAUSE_SECONDS = 30;

  /** A shard may take longer than the longest that ended: this much longer. */
  private static final double PATIENCE = 3;

  /**
   * A time in which nothing ended.
   *
   * @param from seconds since the freezing of the plan
   * @param to the same
   */
  record Pause(double from, double to) {

    double seconds() {
      return to - from;
    }
  }

  /**
   * A shard on the time axis.
   *
   * @param end seconds since the freezing of the plan
   * @param slotSeconds a task slot worked on it
   * @param images of it
   */
  private record Ended(double end, double slotSeconds, long images) {}

  Pace {
    pauses = List.copyOf(pauses);
    bars = List.copyOf(bars);
  }

  /** Seconds in which the run was running. */
  double activeSeconds() {
    return wallSeconds - pauses.stream().mapToDouble(Pause::seconds).sum();
  }

  /** Images a second of the active time; 0 where no time passed. */
  double rate() {
    return activeSeconds() > 0 ? images / activeSeconds() : 0;
  }

  /** Where on the axis of active time an instant lies, pauses cut out. */
  double active(double seconds) {
    double paused = 0;
    for (Pause pause : pauses) {
      paused += Math.max(0, Math.min(seconds, pause.to()) - pause.from());
    }
    return seconds - paused;
  }

  static Pace of(LedgerHistory history) {
    List<Ended> ended = ended(history);
    double wall = ended.isEmpty() ? 0 : ended.get(ended.size() - 1).end();
    long images = ended.stream().mapToLong(Ended::images).sum();
    Pace pace = new Pace(wall, pauses(ended), images, List.of());
    return new Pace(wall, pace.pauses, images, pace.bars(ended));
  }

  private static List<Ended> ended(LedgerHistory history) {
    double begun = history.frozen().toEpochMilli() / 1e3;
    List<Ended> ended = new ArrayList<>();
    for (DoneShard shard : history.done().values()) {
      long slotMillis =
          shard.record().timingsMillis().values().stream().mapToLong(Long::longValue).sum();
      double end = Math.max(0, shard.placed().toEpochMilli() / 1e3 - begun);
      ended.add(new Ended(end, slotMillis / 1e3, shard.record().images()));
    }
    ended.sort(Comparator.comparingDouble(Ended::end));
    return ended;
  }

  private static List<Pause> pauses(List<Ended> ended) {
    double longest = ended.stream().mapToDouble(Ended::slotSeconds).max().orElse(0);
    double patience = Math.max(SHORTEST_PAUSE_SECONDS, PATIENCE * longest);
    List<Pause> pauses = new ArrayList<>();
    double last = 0;
    for (Ended shard : ended) {
      double began = Math.max(last, shard.end() - shard.slotSeconds());
      if (began - last > patience) {
        pauses.add(new Pause(last, began));
      }
      last = shard.end();
    }
    return pauses;
  }

  /** A shard's images are spread over the time a slot worked on it, as far as it was active. */
  private List<Double> bars(List<Ended> ended) {
    int count = Math.min(MOST_BARS, ended.size() / 2);
    double width = activeSeconds() / Math.max(1, count);
    if (count < FEWEST_BARS || width <= 0) {
      return List.of();
    }
    double[] images = new double[count];
    for (Ended shard : ended) {
      double to = active(shard.end());
      double from = Math.max(0, active(shard.end() - shard.slotSeconds()));
      spread(images, width, from, Math.max(to, from + 1e-3), (double) shard.images());
    }
    List<Double> rates = new ArrayList<>();
    for (double of : images) {
      rates.add(of / width);
    }
    return rates;
  }

  private static void spread(double[] bars, double width, double from, double to, double amount) {
    int last = Math.min(bars.length - 1, (int) (to / width));
    for (int i = Math.min(last, (int) (from / width)); i <= last; i++) {
      double end = i == bars.length - 1 ? Math.max(to, (i + 1) * width) : (i + 1) * width;
      double within = Math.min(to, end) - Math.max(from, i * width);
      bars[i] += amount * Math.max(0, within) / (to - from);
    }
  }
}
