package io.residua.backbone;

import java.nio.FloatBuffer;

/** Vectors of Euclidean length 1. */
public final class L2Norm {

  /** {@code eps} of torch's {@code torch.nn.functional.normalize}: shorter ones stay shorter. */
  private static final double SHORTEST = 1e-12;

  private L2Norm() {}

  /**
   * Scales a vector to length 1, in place; zeros stay zeros. Squares are summed in float64, in the
   * order of the values.
   *
   * @param vector float32, from its position to its limit; both are kept
   */
  public static void normalize(FloatBuffer vector) {
    double squares = 0;
    for (int i = vector.position(); i < vector.limit(); i++) {
      squares += (double) vector.get(i) * vector.get(i);
    }
    double length = Math.max(Math.sqrt(squares), SHORTEST);
    for (int i = vector.position(); i < vector.limit(); i++) {
      vector.put(i, (float) (vector.get(i) / length));
    }
  }
}
