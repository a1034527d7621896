package io.residua.jobs.report;

import java.util.List;
import java.util.Random;

/**
 * The two directions along which vectors differ most: principal components, by subspace iteration
 * with Rayleigh-Ritz projection (Golub and Van Loan, Matrix Computations, section 8.2.4), without
 * ever forming the covariance. The same vectors give the same result, signs too.
 */
final class Pca {

  /** Axes drawn. */
  static final int AXES = 2;

  /** More directions than are asked for make the first ones settle in fewer steps. */
  private static final int DIRECTIONS = 8;

  private static final int MOST_STEPS = 60;
  private static final double SETTLED = 1e-7;

  private final float[][] rows;
  private final double total;
  private float[][] basis;
  private double[] variances = new double[0];

  private Pca(float[][] rows) {
    this.rows = centred(rows);
    this.total = squares(this.rows);
    this.basis = begin(Math.min(DIRECTIONS, Math.min(rows.length, rows[0].length)), rows[0].length);
  }

  /**
   * The components of these vectors.
   *
   * @param rows one at least, all of one length of two at least
   */
  static Pca of(List<float[]> rows) {
    Pca pca = new Pca(rows.toArray(float[][]::new));
    pca.settle();
    return pca;
  }

  /** Coordinate of a vector, by its place among those given. */
  double coordinate(int row, int axis) {
    return axis < basis.length ? Vectors.dot(rows[row], basis[axis]) : 0;
  }

  /** Share of the variance along an axis, 0 to 1. */
  double explained(int axis) {
    return axis < variances.length && total > 0 ? Math.max(0, variances[axis]) / total : 0;
  }

  private void settle() {
    double before = -1;
    for (int step = 0; step < MOST_STEPS; step++) {
      improve();
      double now = variances[0] + (variances.length > 1 ? variances[1] : 0);
      if (Math.abs(now - before) <= SETTLED * total) {
        break;
      }
      before = now;
    }
    for (float[] direction : basis) {
      orient(direction);
    }
  }

  /** One multiplication by the covariance, the basis turned to its own axes before. */
  private void improve() {
    int count = basis.length;
    float[][] image = new float[count][basis[0].length];
    for (float[] row : rows) {
      for (int i = 0; i < count; i++) {
        Vectors.add(image[i], (float) Vectors.dot(row, basis[i]), row);
      }
    }
    double[][] projected = new double[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        projected[i][j] = Vectors.dot(basis[i], image[j]);
      }
    }
    SymmetricEigen turned = SymmetricEigen.of(projected);
    variances = turned.values();
    basis = orthonormal(turned.combine(image));
  }

  private static float[][] centred(float[][] rows) {
    float[] mean = Vectors.mean(rows);
    float[][] centred = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      centred[i] = rows[i].clone();
      Vectors.add(centred[i], -1, mean);
    }
    return centred;
  }

  private static double squares(float[][] rows) {
    double sum = 0;
    for (float[] row : rows) {
      sum += Vectors.dot(row, row);
    }
    return sum;
  }

  private static float[][] begin(int directions, int length) {
    Random random = new Random(1);
    float[][] basis = new float[directions][length];
    for (float[] direction : basis) {
      for (int i = 0; i < length; i++) {
        direction[i] = (float) random.nextGaussian();
      }
    }
    return orthonormal(basis);
  }

  /** Gram-Schmidt, twice, which is enough; a direction that vanishes stays zero. */
  private static float[][] orthonormal(float[][] vectors) {
    for (int i = 0; i < vectors.length; i++) {
      for (int pass = 0; pass < 2; pass++) {
        double before = Math.sqrt(Vectors.dot(vectors[i], vectors[i]));
        for (int j = 0; j < i; j++) {
          Vectors.add(vectors[i], (float) -Vectors.dot(vectors[i], vectors[j]), vectors[j]);
        }
        double norm = Math.sqrt(Vectors.dot(vectors[i], vectors[i]));
        Vectors.scale(vectors[i], norm > 1e-6 * before ? (float) (1 / norm) : 0);
      }
    }
    return vectors;
  }

  /** An axis may point either way: its largest entry is made positive. */
  private static void orient(float[] direction) {
    float largest = 0;
    for (float value : direction) {
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
    }
    if (largest < 0) {
      Vectors.scale(direction, -1);
    }
  }
}
