package io.residua.jobs.report;

import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, by cyclic Jacobi rotations (Golub and
 * Van Loan, Matrix Computations, section 8.5).
 */
final class SymmetricEigen {

  private static final int MOST_SWEEPS = 50;

  private final int size;
  private final double[][] a;
  private final double[][] vectors;
  private final int[] order;

  private SymmetricEigen(double[][] matrix) {
    this.size = matrix.length;
    this.a = new double[size][size];
    this.vectors = new double[size][size];
    for (int i = 0; i < size; i++) {
      vectors[i][i] = 1;
      for (int j = 0; j < size; j++) {
        a[i][j] = (matrix[i][j] + matrix[j][i]) / 2;
      }
    }
    for (int sweep = 0; sweep < MOST_SWEEPS && beside() > 0; sweep++) {
      sweep();
    }
    this.order =
        IntStream.range(0, size)
            .boxed()
            .sorted((i, j) -> Double.compare(a[j][j], a[i][i]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** Of a matrix that is symmetric but for rounding. */
  static SymmetricEigen of(double[][] matrix) {
    return new SymmetricEigen(matrix);
  }

  /** The greatest first. */
  double[] values() {
    return IntStream.of(order).mapToDouble(i -> a[i][i]).toArray();
  }

  /** Sums of these vectors weighted by the entries of each eigenvector, in the values' order. */
  float[][] combine(float[][] of) {
    float[][] combined = new float[size][of[0].length];
    for (int k = 0; k < size; k++) {
      for (int i = 0; i < size; i++) {
        Vectors.add(combined[k], (float) vectors[i][order[k]], of[i]);
      }
    }
    return combined;
  }

  /** What is left beside the diagonal, where it still counts. */
  private double beside() {
    double beside = 0;
    double on = 0;
    for (int i = 0; i < size; i++) {
      on += Math.abs(a[i][i]);
      for (int j = 0; j < i; j++) {
        beside += Math.abs(a[i][j]);
      }
    }
    return beside > 1e-14 * on ? beside : 0;
  }

  private void sweep() {
    for (int p = 0; p < size; p++) {
      for (int q = p + 1; q < size; q++) {
        if (a[p][q] != 0) {
          rotate(p, q);
        }
      }
    }
  }

  private void rotate(int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int i = 0; i < size; i++) {
      turn(a[i], p, q, c, s);
    }
    for (int i = 0; i < size; i++) {
      double ip = a[p][i];
      double iq = a[q][i];
      a[p][i] = c * ip - s * iq;
      a[q][i] = s * ip + c * iq;
      turn(vectors[i], p, q, c, s);
    }
  }

  private static void turn(double[] row, int p, int q, double c, double s) {
    double ip = row[p];
    double iq = row[q];
    row[p] = c * ip - s * iq;
    row[q] = s * ip + c * iq;
  }
}
