package io.residua.io.lake;

import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads planned images ahead of the one who needs them, with a few threads and within a window of
 * bytes, so that a slow store does not starve the cores. Gives them in the order of the plan. For
 * one thread; whoever opened it closes it.
 */
public final class Prefetch implements AutoCloseable {

  private Prefetch() {}

  /** Starts reading. */
  public static Prefetch open(Configuration conf, List<LakeImage> images, ReadAhead settings) {
    throw new UnsupportedOperationException();
  }

  /** Whether {@link #next} has an image. */
  public boolean hasNext() {
    throw new UnsupportedOperationException();
  }

  /**
   * The next image of the plan, waiting for it where it must.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws java.util.NoSuchElementException when there is none
   */
  public Fetched next() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** Stops reading and ends the threads. Idempotent. */
  @Override
  public void close() {}
}
