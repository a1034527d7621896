package io.residua.backbone.weights.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * Closes a body that has stopped coming: the JDK's client limits the wait for an answer, not the
 * wait between its bytes.
 */
final class Watch implements AutoCloseable {
  private final InputStream body;
  private final long stallNanos;
  private final Thread thread;
  private volatile long last = System.nanoTime();
  private volatile boolean stalled;

  Watch(InputStream body, long stallMillis) {
    this.body = body;
    this.stallNanos = TimeUnit.MILLISECONDS.toNanos(stallMillis);
    this.thread = new Thread(this::watch, "residua-download-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Bytes came. */
  void fed() {
    last = System.nanoTime();
  }

  /**
   * Lets only a body pass that ended by itself.
   *
   * @throws IOException when it was closed here
   */
  void check() throws IOException {
    if (stalled) {
      throw new IOException(
          "no byte for %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(stallNanos)));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      for (long left = stallNanos; left > 0; left = last + stallNanos - System.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
      stalled = true;
      body.close();
    } catch (InterruptedException | IOException e) {
      // The download has ended, or its body has.
      Thread.currentThread().interrupt();
    }
  }
}
