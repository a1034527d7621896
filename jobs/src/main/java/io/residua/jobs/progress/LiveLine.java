package io.residua.jobs.progress;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Says how far work is, once a second on one line of a terminal, every ten seconds on a line of its
 * own elsewhere.
 */
public final class LiveLine implements AutoCloseable {

  /** Whether standard output is a terminal, as the scripts say. */
  public static final boolean TERMINAL = Boolean.getBoolean("residua.terminal");

  /** Begins the line of a terminal anew. */
  public static final String REWRITE = "\r\033[K";

  private static final long MILLIS = TERMINAL ? 1_000 : 10_000;

  private final PrintStream out;
  private final Supplier<String> line;
  private final Thread ticker = new Thread(this::tick, "residua-progress");

  /**
   * Says nothing before {@link #start}.
   *
   * @param line how far it is now; called on a thread of its own
   */
  public LiveLine(PrintStream out, Supplier<String> line) {
    this.out = out;
    this.line = line;
    ticker.setDaemon(true);
  }

  /** Begins to say it. */
  public void start() {
    ticker.start();
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(MILLIS);
        out.print(TERMINAL ? REWRITE + line.get() : line.get() + "\n");
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Minutes and seconds, {@code 9:05}, with hours before them where there are some. */
  public static String duration(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Says no more, and clears the line of a terminal. */
  @Override
  public void close() {
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (TERMINAL) {
      out.print(REWRITE);
      out.flush();
    }
  }
}
