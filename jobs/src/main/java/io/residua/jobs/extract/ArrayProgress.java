package io.residua.jobs.extract;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Says every ten seconds how far an array is written. */
final class ArrayProgress implements LongConsumer {

  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final long rows;
  private long last = System.nanoTime();

  ArrayProgress(PrintStream out, long rows) {
    this.out = out;
    this.rows = rows;
  }

  @Override
  public void accept(long written) {
    if (System.nanoTime() - last >= INTERVAL_NANOS) {
      last = System.nanoTime();
      out.printf(Locale.ROOT, "npy/embeddings.npy: %,d of %,d rows%n", written, rows);
    }
  }
}
