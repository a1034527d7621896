package io.residua.jobs.search;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Says how far a build, or a long search, is, once a second on one line of a terminal, every ten
 * seconds on a line of its own elsewhere.
 */
final class BuildProgress implements AutoCloseable {

  /** Set by the scripts when standard output is a terminal. */
  private static final boolean TERMINAL = Boolean.getBoolean("residua.terminal");

  private static final long MILLIS = TERMINAL ? 1_000 : 10_000;

  private final PrintStream out;
  private final String what;
  private final long total;
  private final LongSupplier done;
  private final long begunNanos = System.nanoTime();
  private final Thread ticker = new Thread(this::tick, "residua-search-progress");

  /**
   * @param what is done, the first word of a line
   */
  BuildProgress(PrintStream out, String what, long total, LongSupplier done) {
    this.out = out;
    this.what = what;
    this.total = total;
    this.done = done;
    ticker.setDaemon(true);
  }

  /** Begins to say it. */
  void start() {
    ticker.start();
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(MILLIS);
        String line =
            what
                + ": "
                + line(Math.min(done.getAsLong(), total), total, System.nanoTime() - begunNanos);
        out.print(TERMINAL ? "\r\033[K" + line : line + "\n");
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One line of how far it is. */
  static String line(long done, long total, long nanos) {
    double rate = done / Math.max(nanos / 1e9, 0.001);
    return String.format(
        Locale.ROOT,
        "%,d/%,d vectors · %s",
        done,
        total,
        done == 0
            ? "reading"
            : done == total
                ? "measuring"
                : String.format(
                    Locale.ROOT, "%.0f vectors/s · ETA %d s", rate, left(done, total, rate)));
  }

  private static long left(long done, long total, double rate) {
    return Math.round((total - done) / rate);
  }

  @Override
  public void close() {
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (TERMINAL) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
