package io.residua.jobs.metrics;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How fast something grew over the last minute, or since it began to grow if that is less.
 * Thread-safe.
 */
public final class RecentRate {

  private static final double WINDOW_SECONDS = 60;
  private static final double LEAST_BETWEEN_SECONDS = 0.5;

  private record Sample(double seconds, long count) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Begins at a time, with a count. */
  public RecentRate(double seconds, long count) {
    samples.add(new Sample(seconds, count));
  }

  /**
   * Growth a second, by the looks taken so far.
   *
   * @param seconds now, by any clock that only goes forward
   * @param count now
   */
  public synchronized double rate(double seconds, long count) {
    if (seconds - samples.getLast().seconds >= LEAST_BETWEEN_SECONDS) {
      samples.add(new Sample(seconds, count));
    }
    if (samples.getLast().count == samples.getFirst().count) {
      keepLast(); // it has not begun
    }
    while (samples.size() > 2 && seconds - samples.getFirst().seconds > WINDOW_SECONDS) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    double elapsed = seconds - first.seconds;
    return elapsed <= 0 ? 0 : Math.max(0, count - first.count) / elapsed;
  }

  private void keepLast() {
    while (samples.size() > 1) {
      samples.removeFirst();
    }
  }
}
