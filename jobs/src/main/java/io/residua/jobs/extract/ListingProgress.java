package io.residua.jobs.extract;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Says now and then how many files a listing has seen. */
final class ListingProgress implements LongConsumer {

  private static final long BETWEEN_NANOS = 2_000_000_000;

  private final PrintStream out;
  private final long begun = System.nanoTime();
  private long last = begun;

  ListingProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void accept(long seen) {
    long now = System.nanoTime();
    if (now - last >= BETWEEN_NANOS) {
      last = now;
      out.printf(
          Locale.ROOT, "listing: %,d files, %.0f a second%n", seen, seen / ((now - begun) / 1e9));
    }
  }
}
