package io.residua.jobs.verify;

import java.util.ArrayList;
import java.util.List;

/** Everything found wrong. Thread-safe. */
final class Faults {

  private final List<String> faults = new ArrayList<>();

  synchronized void add(String where, Object expected, Object found) {
    faults.add("[%s] expected %s, found %s".formatted(where, expected, found));
  }

  /** Adds a fault unless the two are equal. */
  void requireEqual(String where, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      add(where, what + " " + expected, found);
    }
  }

  synchronized List<String> all() {
    return List.copyOf(faults);
  }
}
