package io.residua.io.image;

import io.residua.backbone.Interpolation;

/**
 * The weights of one of Pillow's antialiased filters along one axis, from {@code in} to {@code out}
 * samples, for outputs {@code first .. first + count}: {@code precompute_coeffs} and {@code
 * normalize_coeffs_8bpc} of Pillow 9.4's Resample.c.
 */
final class Taps {
  /** Fractional bits of a weight: Pillow's {@code PRECISION_BITS}. */
  static final int PRECISION_BITS = 32 - 8 - 2;

  /** Resample.c's {@code a} of the cubic; OpenCV and PyTorch have -0.75. */
  private static final double CUBIC_A = -0.5;

  /** First input sample of each output. */
  final int[] start;

  /** Number of input samples of each output. */
  final int[] length;

  /** Weights, {@link #stride} per output, in units of {@code 2^-PRECISION_BITS}. */
  final int[] weights;

  /**
   * Weights per output, zeros behind the last: 3, or a multiple of 4 for {@link Resize}'s loops.
   */
  final int stride;

  /** Most input samples of any output. */
  final int longest;

  /** Whether some weights are negative, so that sums may be. */
  final boolean belowZero;

  Taps(Interpolation interpolation, int in, int out, int first, int count) {
    double scale = (double) in / out;
    double filterScale = Math.max(scale, 1.0);
    double support = reach(interpolation) * filterScale;
    belowZero = interpolation == Interpolation.BICUBIC;
    start = new int[count];
    length = new int[count];
    double[] exact = new double[(int) Math.ceil(support) * 2 + 1];
    int most = 0;
    for (int i = 0; i < count; i++) {
      double center = (first + i + 0.5) * scale;
      start[i] = Math.max((int) (center - support + 0.5), 0);
      length[i] = Math.min((int) (center + support + 0.5), in) - start[i];
      most = Math.max(most, length[i]);
    }
    longest = most;
    stride = longest <= 3 ? 3 : (longest + 3) / 4 * 4;
    weights = new int[Math.multiplyExact(count, stride)];
    for (int i = 0; i < count; i++) {
      double center = (first + i + 0.5) * scale;
      weigh(interpolation, exact, length[i], start[i], center, 1.0 / filterScale);
      for (int k = 0; k < length[i]; k++) {
        weights[i * stride + k] = fixedPoint(exact[k]);
      }
    }
  }

  /** The filter over {@code count} samples from {@code start} on, normalized to a sum of 1. */
  private static void weigh(
      Interpolation interpolation,
      double[] exact,
      int count,
      int start,
      double center,
      double inverseScale) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      double distance = Math.abs((start + k - center + 0.5) * inverseScale);
      exact[k] =
          switch (interpolation) {
            case BILINEAR -> Math.max(1.0 - distance, 0.0);
            case BICUBIC -> cubic(distance);
          };
      sum += exact[k];
    }
    for (int k = 0; k < count && sum != 0; k++) {
      exact[k] /= sum;
    }
  }

  /** Where the filter ends, in samples: {@code support} of Resample.c's filters. */
  private static double reach(Interpolation interpolation) {
    return switch (interpolation) {
      case BILINEAR -> 1;
      case BICUBIC -> 2;
    };
  }

  /** {@code bicubic_filter}, its operations in the same order: they decide the last bit. */
  private static double cubic(double x) {
    if (x < 1) {
      return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC_A : 0;
  }

  /** To the nearest, halves away from 0. */
  private static int fixedPoint(double weight) {
    return (int) (weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
  }

  /** First input sample that any output needs. */
  int begin() {
    return start[0];
  }

  /** One past the last input sample that any output needs. */
  int end() {
    int last = start.length - 1;
    return start[last] + length[last];
  }
}
