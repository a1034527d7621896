package io.residua.jobs.extract;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Says how far a run is, once a second on one line of a terminal, every ten seconds on a line of
 * its own elsewhere.
 */
final class ProgressLine implements AutoCloseable {

  /**
   * Where a run stands.
   *
   * @param done images accounted for in this run, those in flight included
   * @param before images that were done when this run began
   * @param total images of the plan
   * @param quarantined images without an embedding, of those accounted for
   * @param rate images accounted for a second, over the last minute
   */
  record State(long done, long before, long total, long quarantined, double rate) {}

  private static final long TERMINAL_MILLIS = 1_000;
  private static final long LINES_MILLIS = 10_000;

  private final PrintStream out;
  private final boolean terminal;
  private final Supplier<State> state;
  private final Thread ticker;

  ProgressLine(PrintStream out, boolean terminal, Supplier<State> state) {
    this.out = out;
    this.terminal = terminal;
    this.state = state;
    this.ticker = new Thread(this::tick, "residua-progress");
    ticker.setDaemon(true);
  }

  /** Begins to say it. */
  void start() {
    ticker.start();
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(terminal ? TERMINAL_MILLIS : LINES_MILLIS);
        String line = line(state.get());
        out.print(terminal ? "\r\033[K" + line : line + "\n");
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String line(State state) {
    long left = state.total - state.before - state.done;
    return String.format(
        Locale.ROOT,
        "%,d/%,d images · %.1f images/s · %,d quarantined · %s",
        state.before + state.done,
        state.total,
        state.rate,
        state.quarantined,
        eta(state, left));
  }

  private static String eta(State state, long left) {
    if (state.done == 0) {
      return "starting";
    }
    return state.rate > 0 ? "ETA " + duration(Math.round(left / state.rate)) : "waiting";
  }

  static String duration(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  @Override
  public void close() {
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
