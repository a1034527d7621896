package io.residua.backbone.weights.catalogue;

import java.io.PrintStream;
import java.util.Locale;

/** Says how a download goes: one living line on a terminal, elsewhere a plain line now and then. */
public final class DownloadReport {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;
  private static final double MEGABYTE = 1e6;
  private static final int BAR = 24;

  private final PrintStream out;
  private final boolean terminal;
  private long first;
  private long began;
  private long said;

  /**
   * @param out takes the lines
   * @param terminal whether {@code \r} takes the cursor back
   */
  public DownloadReport(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A line of its own. */
  void say(String line) {
    out.println(line);
  }

  /** Bytes begin to come behind those that are there. */
  void begin(long bytes) {
    first = bytes;
    began = System.nanoTime();
    said = began;
  }

  /**
   * Bytes came.
   *
   * @param bytes of the file that are there
   * @param total bytes of the whole file, 0 where nobody knows
   */
  void at(long bytes, long total) {
    long now = System.nanoTime();
    if (now - said >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
      said = now;
      show(bytes, total, now);
    }
  }

  /** The last bytes came. */
  void end(long bytes, long total) {
    show(bytes, total, System.nanoTime());
    if (terminal) {
      out.println();
    }
  }

  private void show(long bytes, long total, long now) {
    String line = line(bytes, total, (bytes - first) / Math.max(1e-9, (now - began) / 1e9));
    if (terminal) {
      out.print("\r" + line + "  ");
      out.flush();
    } else {
      out.println(line);
    }
  }

  private static String line(long bytes, long total, double perSecond) {
    String speed = String.format(Locale.ROOT, "%.1f MB/s", perSecond / MEGABYTE);
    if (total <= 0) {
      return String.format(Locale.ROOT, "%.1f MB, %s", bytes / MEGABYTE, speed);
    }
    int done = (int) (BAR * bytes / total);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %.1f of %.1f MB, %s, %d s left",
        "#".repeat(done),
        ".".repeat(BAR - done),
        100 * bytes / total,
        bytes / MEGABYTE,
        total / MEGABYTE,
        speed,
        (long) Math.ceil((total - bytes) / Math.max(1, perSecond)));
  }
}
