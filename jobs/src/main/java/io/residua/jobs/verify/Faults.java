package io.residua.jobs.verify;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong: all of it counted, the first faults kept. Thread-safe. */
final class Faults {

  /** A lost folder is a fault for each of its files: too many to keep or to read. */
  static final int MOST_KEPT = 100;

  private final List<String> first = new ArrayList<>();
  private long count;

  synchronized void add(String where, Object expected, Object found) {
    count++;
    if (first.size() < MOST_KEPT) {
      first.add("[%s] expected %s, found %s".formatted(where, expected, found));
    }
  }

  /** Adds a fault unless the two are equal. */
  void requireEqual(String where, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      add(where, what + " " + expected, found);
    }
  }

  synchronized long count() {
    return count;
  }

  /** At most {@link #MOST_KEPT}, in the order they were found. */
  synchronized List<String> first() {
    return List.copyOf(first);
  }
}
