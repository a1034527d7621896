package io.residua.io.lake;

/**
 * Bytes that were read from containers and that nobody has taken yet. Their lengths may be
 * estimates, so it is what was read that counts. Thread-safe.
 */
final class ReadWindow {

  private final long most;
  private long held;

  ReadWindow(long most) {
    this.most = most;
  }

  /** Waits until there is room, which there is when nothing is held. */
  synchronized void awaitRoom() throws InterruptedException {
    while (held >= most) {
      wait();
    }
  }

  synchronized long held() {
    return held;
  }

  synchronized void take(long bytes) {
    held += bytes;
  }

  synchronized void giveBack(long bytes) {
    held -= bytes;
    notifyAll();
  }
}
