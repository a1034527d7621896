package io.residua.backbone;

import java.nio.FloatBuffer;

/**
 * Counts absolute values in bins of one width, which doubles whenever a value lies beyond the last.
 * Zeros are not counted: no range moves them.
 */
final class MagnitudeHistogram {
  private static final int BINS = 2048;

  /** Steps of 8 bits above zero. */
  private static final int STEPS = 255;

  private final long[] counts = new long[BINS];
  private float width;
  private boolean finite = true;

  /** Adds the values from the position on; the position is kept. */
  void add(FloatBuffer values) {
    float[] all = new float[values.remaining()];
    values.get(values.position(), all);
    float largest = 0;
    for (float value : all) {
      largest = Math.max(largest, Math.abs(value));
    }
    // NaN spreads through max.
    finite &= Float.isFinite(largest);
    if (finite && largest > 0) {
      widenTo(largest);
      for (float value : all) {
        if (value != 0) {
          counts[bin(Math.abs(value))]++;
        }
      }
    }
  }

  /**
   * The cut with the least squared error; for an activation that is always 0, 1.
   *
   * @throws IllegalArgumentException when a value was not finite
   */
  float range(String activation) {
    if (!finite) {
      throw new IllegalArgumentException(
          "[quantization] %s: expected finite values, found others; ".formatted(activation)
              + "these weights do not suit int8, use --precision bf16 or f32");
    }
    int last = BINS - 1;
    while (last > 0 && counts[last] == 0) {
      last--;
    }
    int best = last;
    double least = Double.MAX_VALUE;
    for (int cut = last; cut >= last / 8; cut--) {
      double error = squaredError(cut, last);
      if (error < least) {
        least = error;
        best = cut;
      }
    }
    return width == 0 ? 1 : (best + 1) * width;
  }

  /** Of rounding what lies up to a bin's end, and of cutting what lies beyond. */
  private double squaredError(int cut, int last) {
    double step = (cut + 1.0) / STEPS;
    double error = 0;
    for (int bin = 0; bin <= last; bin++) {
      double beyond = Math.max(0, bin - cut);
      error += counts[bin] * (bin <= cut ? step * step / 12 : beyond * beyond);
    }
    return error;
  }

  private int bin(float magnitude) {
    return Math.min(BINS - 1, (int) (magnitude / width));
  }

  private void widenTo(float largest) {
    if (width == 0) {
      width = largest / (BINS / 2);
    }
    while (largest / width > BINS) {
      for (int bin = 0; bin < BINS; bin++) {
        long count = bin < BINS / 2 ? counts[2 * bin] + counts[2 * bin + 1] : 0;
        counts[bin] = count;
      }
      width *= 2;
    }
  }
}
