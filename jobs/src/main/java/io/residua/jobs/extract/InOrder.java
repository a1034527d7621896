package io.residua.jobs.extract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts what comes by number, each number from 0 on once, back into its order. Holds what is early
 * until what is before it has come: as many rows as {@link OpenBatches} lets pass, and those of the
 * passes under way.
 */
final class InOrder<T> {

  private final Map<Integer, T> early = new HashMap<>();
  private int expected;

  /** Takes a value and gives all, in order, that have nothing before them any more. */
  List<T> put(int number, T value) {
    early.put(number, value);
    List<T> next = new ArrayList<>();
    for (T found = early.remove(expected); found != null; found = early.remove(expected)) {
      expected++;
      next.add(found);
    }
    return next;
  }

  /** How many are held. */
  int held() {
    return early.size();
  }
}
