package io.residua.jobs.report;

import java.util.Arrays;
import java.util.List;

/**
 * Lengths of vectors, and values that never differ: what shows first when features went wrong.
 *
 * @param sorted Euclidean norms, ascending
 * @param channels length of a vector
 * @param constant channels that have one value in all vectors
 */
record Norms(List<Double> sorted, int channels, int constant) {

  Norms {
    sorted = List.copyOf(sorted);
  }

  /** Of one vector at least. */
  static Norms of(List<float[]> vectors) {
    float[] first = vectors.get(0);
    boolean[] differs = new boolean[first.length];
    double[] norms = new double[vectors.size()];
    for (int row = 0; row < norms.length; row++) {
      float[] vector = vectors.get(row);
      norms[row] = Math.sqrt(Vectors.dot(vector, vector));
      for (int i = 0; i < first.length; i++) {
        differs[i] |= vector[i] != first[i];
      }
    }
    Arrays.sort(norms);
    int constant = 0;
    for (boolean one : differs) {
      constant += one ? 0 : 1;
    }
    return new Norms(Arrays.stream(norms).boxed().toList(), first.length, constant);
  }

  double least() {
    return sorted.get(0);
  }

  double median() {
    return sorted.get(sorted.size() / 2);
  }

  double greatest() {
    return sorted.get(sorted.size() - 1);
  }

  /** Vectors in stretches of equal length between the least and the greatest. */
  List<Double> histogram(int bins) {
    Double[] counts = new Double[bins];
    Arrays.fill(counts, 0.0);
    double width = Math.max(greatest() - least(), 1e-9);
    for (double norm : sorted) {
      counts[Math.min(bins - 1, (int) ((norm - least()) / width * bins))]++;
    }
    return List.of(counts);
  }
}
