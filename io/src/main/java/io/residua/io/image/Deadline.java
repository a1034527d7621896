package io.residua.io.image;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Calls someone when one of many pieces of work, one after the other, takes longer than a limit. A
 * look is scheduled once a limit and not once a piece of work, which would wake a thread for each
 * image. Thread-safe.
 */
final class Deadline {
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final long limitNanos;
  private final Runnable overdue;
  private boolean busy;
  private boolean looking;
  private long endNanos;

  /**
   * @param overdue is called once for a piece of work that is overdue, on a thread of its own
   */
  Deadline(Duration limit, Runnable overdue) {
    this.limitNanos = limit.toNanos();
    this.overdue = overdue;
  }

  private static ScheduledThreadPoolExecutor watch() {
    return new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, "decoder-watch");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Begins a piece of work. */
  synchronized void begin() {
    busy = true;
    endNanos = System.nanoTime() + limitNanos;
    if (!looking) {
      looking = true;
      lookIn(limitNanos);
    }
  }

  /** Ends it. */
  synchronized void end() {
    busy = false;
  }

  private void lookIn(long nanos) {
    Future<?> unused = WATCH.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  /** A piece of work begun since the last look ends after this one, at most a limit later. */
  private synchronized void look() {
    long left = endNanos - System.nanoTime();
    looking = busy && left > 0;
    if (looking) {
      lookIn(left);
    } else if (busy) {
      overdue.run();
    }
  }
}
