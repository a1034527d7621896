package io.residua.io.lake;

import java.time.Duration;

/**
 * How {@link Prefetch} reads.
 *
 * @param threads files read at a time
 * @param windowBytes bytes read or being read that nobody has taken yet; a file longer than the
 *     window is read alone
 * @param maxBytes a longer file is refused by its status, unread; at most 2^30
 * @param tries how often a read that failed is tried in all
 * @param firstWait time before the second try; each further wait is four times the one before
 */
public record ReadAhead(
    int threads, long windowBytes, long maxBytes, int tries, Duration firstWait) {

  public ReadAhead {
    if (threads < 1
        || windowBytes < 1
        || maxBytes < 1
        || maxBytes > 1 << 30
        || tries < 1
        || firstWait.isNegative()) {
      throw new IllegalArgumentException(
          "[read ahead] expected threads, window and tries of at least 1, a limit of 1 to 2^30 bytes and a"
              + " wait of at least 0, found %d, %d, %d, %d, %s"
                  .formatted(threads, windowBytes, tries, maxBytes, firstWait));
    }
  }

  /** 4 threads, 32 MiB ahead, 5 tries with waits of 0.2, 0.8, 3.2 and 12.8 s. */
  public static ReadAhead upTo(long maxBytes) {
    return new ReadAhead(4, 32L << 20, maxBytes, 5, Duration.ofMillis(200));
  }
}
