package io.residua.backbone;

/**
 * Generalized-mean pooling, GeM: {@code mean(max(x, 1e-6)^p)^(1/p)}, as Radenović, Tolias and Chum,
 * <i>Fine-tuning CNN Image Retrieval with No Human Annotation</i> (TPAMI 2018), have it, with the
 * 1e-6 of {@code gem} in their cirtorch/layers/functional.py. A power of 1 is the mean, a larger
 * one is nearer to the maximum; theirs were trained from 3.
 *
 * <p>Powers and sums are float64, of values divided by the channel's largest, so that none
 * overflows.
 *
 * @param power p, {@value #SMALLEST_POWER} to {@value #LARGEST_POWER}; below, rounding would be
 *     magnified into the value
 */
public record GeneralizedMean(float power) implements Pooling {

  /** Least power. */
  public static final float SMALLEST_POWER = 0.001f;

  /** Largest power. */
  public static final float LARGEST_POWER = 1_000;

  static final String PREFIX = "gem:";

  /** {@code eps} of their code. */
  private static final float SMALLEST = 1e-6f;

  public GeneralizedMean {
    if (!(power >= SMALLEST_POWER && power <= LARGEST_POWER)) {
      throw refused(Float.toString(power));
    }
  }

  static GeneralizedMean of(String power) {
    // Digits alone: Float.parseFloat would also take hexadecimal, "NaN" and "1f".
    if (!power.matches("[0-9]{1,4}(\\.[0-9]{1,30})?")) {
      throw refused(power);
    }
    return new GeneralizedMean(Float.parseFloat(power));
  }

  @Override
  public String label() {
    return PREFIX + power;
  }

  @Override
  public float pool(float[] values, int from, int to) {
    float largest = SMALLEST;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, values[i]);
    }
    if (!Float.isFinite(largest)) {
      return largest;
    }
    int whole = (int) power;
    double sum =
        whole == power
            ? wholePowers(values, from, to, largest, whole)
            : powers(values, from, to, largest);
    return (float) (largest * StrictMath.pow(sum / (to - from), 1.0 / power));
  }

  private static double wholePowers(
      float[] values, int from, int to, double largest, int exponent) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += raised(Math.max(values[i], SMALLEST) / largest, exponent);
    }
    return sum;
  }

  private double powers(float[] values, int from, int to, double largest) {
    double least = StrictMath.pow(SMALLEST / largest, power);
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i] <= SMALLEST ? least : StrictMath.pow(values[i] / largest, power);
    }
    return sum;
  }

  /** By squaring: many times faster than {@link StrictMath#pow}. */
  private static double raised(double base, int exponent) {
    double result = (exponent & 1) == 1 ? base : 1;
    double square = base;
    for (int rest = exponent >> 1; rest > 0; rest >>= 1) {
      square *= square;
      if ((rest & 1) == 1) {
        result *= square;
      }
    }
    return result;
  }

  private static IllegalArgumentException refused(String power) {
    return new IllegalArgumentException(
        "[--pool] gem: expected a power of %s to %s, found %s; give another, such as gem:3"
            .formatted(Float.toString(SMALLEST_POWER), (int) LARGEST_POWER, power));
  }
}
