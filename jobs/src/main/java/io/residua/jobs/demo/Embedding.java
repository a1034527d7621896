package io.residua.jobs.demo;

import java.util.List;

/** One row of the embeddings in memory: enough for sixty pictures, not for a lake. */
final class Embedding {

  private final String name;
  private final int width;
  private final int height;
  private final float[] values;

  Embedding(String name, int width, int height, float[] values) {
    this.name = name;
    this.width = width;
    this.height = height;
    this.values = values;
  }

  String name() {
    return name;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  float[] values() {
    return values;
  }

  static float[] mean(List<Embedding> embeddings) {
    float[] mean = new float[embeddings.get(0).values.length];
    for (Embedding embedding : embeddings) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += embedding.values[i] / embeddings.size();
      }
    }
    return mean;
  }

  /** Cosine of the two vectors after {@code origin} was subtracted from both, -1 to 1. */
  double cosine(Embedding other, float[] origin) {
    double dot = 0;
    double mine = 0;
    double theirs = 0;
    for (int i = 0; i < values.length; i++) {
      double a = values[i] - origin[i];
      double b = other.values[i] - origin[i];
      dot += a * b;
      mine += a * a;
      theirs += b * b;
    }
    return dot / Math.sqrt(mine * theirs);
  }
}
