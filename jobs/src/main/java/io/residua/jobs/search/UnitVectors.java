package io.residua.jobs.search;

import java.nio.FloatBuffer;

/** Embeddings as vectors of length 1 around a point. */
final class UnitVectors {

  private final double[] mean;

  /**
   * @param mean what is subtracted first, float64 {@code [dimensions]}
   */
  UnitVectors(double[] mean) {
    this.mean = mean.clone();
  }

  int dimensions() {
    return mean.length;
  }

  /**
   * An embedding of them.
   *
   * @param embedding float32 {@code [dimensions]}
   * @return a new vector of length 1, or of zeros where the embedding is the point itself
   */
  float[] of(FloatBuffer embedding) {
    double squares = 0;
    for (int i = 0; i < mean.length; i++) {
      double value = embedding.get(embedding.position() + i) - mean[i];
      squares += value * value;
    }
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    float[] unit = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      unit[i] = (float) ((embedding.get(embedding.position() + i) - mean[i]) * scale);
    }
    return unit;
  }
}
