package io.residua.io.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads a process's standard error, so that it never blocks, and keeps the end of it. */
final class LastWords {
  private static final int TAIL_BYTES = 1024;

  private final byte[] tail = new byte[TAIL_BYTES];
  private final Thread drain;
  private long tailBytes;

  private LastWords(Process process) {
    drain = new Thread(() -> drain(process), "decoder-stderr");
    drain.setDaemon(true);
  }

  /** Reads until the process ends, in a thread of its own. */
  static LastWords of(Process process) {
    LastWords words = new LastWords(process);
    words.drain.start();
    return words;
  }

  /** Waits for the end of what a process that has ended printed. */
  void await(Duration limit) throws InterruptedException {
    drain.join(limit.toMillis());
  }

  private void drain(Process process) {
    byte[] chunk = new byte[512];
    try (InputStream errors = process.getErrorStream()) {
      for (int read = errors.read(chunk); read >= 0; read = errors.read(chunk)) {
        synchronized (tail) {
          for (int i = 0; i < read; i++) {
            tail[(int) (tailBytes++ % TAIL_BYTES)] = chunk[i];
          }
        }
      }
    } catch (IOException processEnded) {
      return;
    }
  }

  /** What was printed last, on one line behind {@code ; last words:}, or nothing. */
  String text() {
    synchronized (tail) {
      int length = (int) Math.min(tailBytes, TAIL_BYTES);
      byte[] words = new byte[length];
      for (int i = 0; i < length; i++) {
        words[i] = tail[(int) ((tailBytes - length + i) % TAIL_BYTES)];
      }
      String text = new String(words, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
      return text.isEmpty() ? "" : "; last words: " + text;
    }
  }
}
