package io.residua.jobs.search;

import io.residua.jobs.progress.LiveLine;
import java.util.Locale;

/**
 * How far a build, or a long search, is.
 *
 * @param done vectors of all
 * @param total vectors
 * @param seconds it took
 */
record VectorsDone(long done, long total, double seconds) {

  /**
   * How far it is now.
   *
   * @param begunNanos {@link System#nanoTime} when it began
   * @param done may be told for more than there are, as tasks are tried again
   */
  static VectorsDone since(long begunNanos, long done, long total) {
    return new VectorsDone(Math.min(done, total), total, (System.nanoTime() - begunNanos) / 1e9);
  }

  /** One line for a person. */
  String line() {
    return String.format(Locale.ROOT, "%,d/%,d vectors · %s", done, total, pace());
  }

  private String pace() {
    if (done == 0) {
      return "reading";
    }
    if (done >= total) {
      return "measuring";
    }
    double rate = done / Math.max(seconds, 0.001);
    String eta = LiveLine.duration(Math.round((total - done) / rate));
    return String.format(Locale.ROOT, "%.0f vectors/s · ETA %s", rate, eta);
  }
}
