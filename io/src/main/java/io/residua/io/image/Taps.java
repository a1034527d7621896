package io.residua.io.image;

/**
 * The weights of Pillow's antialiased bilinear filter along one axis, from {@code in} to {@code
 * out} samples, for outputs {@code first .. first + count}: {@code precompute_coeffs} and {@code
 * normalize_coeffs_8bpc} of Pillow 9.4's Resample.c.
 */
final class Taps {
  /** Fractional bits of a weight: Pillow's {@code PRECISION_BITS}. */
  static final int PRECISION_BITS = 32 - 8 - 2;

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

  Taps(int in, int out, int first, int count) {
    double scale = (double) in / out;
    double filterScale = Math.max(scale, 1.0);
    double support = filterScale;
    start = new int[count];
    length = new int[count];
    double[] exact = new double[(int) Math.ceil(support) * 2 + 1];
    int longest = 0;
    for (int i = 0; i < count; i++) {
      double center = (first + i + 0.5) * scale;
      start[i] = Math.max((int) (center - support + 0.5), 0);
      length[i] = Math.min((int) (center + support + 0.5), in) - start[i];
      longest = Math.max(longest, length[i]);
    }
    stride = longest <= 3 ? 3 : (longest + 3) / 4 * 4;
    weights = new int[Math.multiplyExact(count, stride)];
    for (int i = 0; i < count; i++) {
      double center = (first + i + 0.5) * scale;
      weigh(exact, length[i], start[i] - center + 0.5, 1.0 / filterScale);
      for (int k = 0; k < length[i]; k++) {
        weights[i * stride + k] = (int) (0.5 + exact[k] * (1 << PRECISION_BITS));
      }
    }
  }

  /** The triangle filter, normalized to a sum of 1. */
  private static void weigh(double[] exact, int count, double offset, double inverseScale) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      exact[k] = Math.max(1.0 - Math.abs((k + offset) * inverseScale), 0.0);
      sum += exact[k];
    }
    for (int k = 0; k < count && sum != 0; k++) {
      exact[k] /= sum;
    }
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
