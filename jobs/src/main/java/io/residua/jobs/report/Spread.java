package io.residua.jobs.report;

import java.util.ArrayList;
import java.util.List;

/** Takes some of many, spread evenly, since neighbours in a lake are alike. */
final class Spread {

  private Spread() {}

  /** At most {@code most}, in their order; the same ones each time. */
  static <T> List<T> evenly(List<T> all, int most) {
    int count = Math.min(most, all.size());
    List<T> some = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }
}
