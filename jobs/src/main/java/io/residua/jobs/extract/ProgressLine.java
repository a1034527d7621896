package io.residua.jobs.extract;

import java.io.PrintStream;
import java.time.Duration;
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
   * @param quarantined images quarantined in this run
   */
  record State(long done, long before, long total, long quarantined) {}

  private static final long TERMINAL_MILLIS = 1_000;
  private static final long LINES_MILLIS = 10_000;

  private final PrintStream out;
  private final boolean terminal;
  private final Supplier<State> state;
  private final long begunNanos = System.nanoTime();
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
        String line = line(state.get(), Duration.ofNanos(System.nanoTime() - begunNanos));
        out.print(terminal ? "\r\033[K" + line : line + "\n");
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String line(State state, Duration elapsed) {
    double seconds = Math.max(elapsed.toMillis() / 1000.0, 0.001);
    double rate = state.done / seconds;
    long left = state.total - state.before - state.done;
    return String.format(
        Locale.ROOT,
        "%,d/%,d images · %.1f images/s · %,d quarantined · %s",
        state.before + state.done,
        state.total,
        rate,
        state.quarantined,
        state.done == 0 ? "starting" : "ETA " + duration(Math.round(left / rate)));
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
