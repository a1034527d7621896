package io.residua.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cosines of vectors after their mean was subtracted from each: without that, all vectors behind a
 * ReLU point the same way.
 */
final class Likeness {

  /**
   * Another vector.
   *
   * @param row its place among those given
   * @param cosine -1 to 1
   */
  record Near(int row, double cosine) {}

  private final List<float[]> directions = new ArrayList<>();

  /**
   * @param vectors one at least
   */
  Likeness(List<float[]> vectors) {
    float[] mean = Vectors.mean(vectors.toArray(float[][]::new));
    for (float[] vector : vectors) {
      float[] direction = vector.clone();
      Vectors.add(direction, -1, mean);
      double norm = Math.sqrt(Vectors.dot(direction, direction));
      Vectors.scale(direction, norm > 0 ? (float) (1 / norm) : 0);
      directions.add(direction);
    }
  }

  /** The nearest of all others, the nearest first. */
  List<Near> nearest(int row, int most) {
    List<Near> all = new ArrayList<>();
    for (int other = 0; other < directions.size(); other++) {
      if (other != row) {
        all.add(new Near(other, Vectors.dot(directions.get(row), directions.get(other))));
      }
    }
    all.sort(Comparator.comparingDouble(Near::cosine).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
