package io.residua.backbone;

/**
 * Powers in additions and multiplications alone, so that they have the same bits on every JVM:
 * {@link Math#pow} need not, and {@link StrictMath#pow} takes six times as long. {@code b^e} is
 * {@code 2^(e log2 b)}; both functions are a table's value at one of {@value #STEPS} steps and a
 * Taylor polynomial of what is left.
 */
final class Power {
  private static final int STEP_BITS = 7;
  private static final int STEPS = 1 << STEP_BITS;

  private static final int FRACTION_BITS = 52;
  private static final long FRACTION = (1L << FRACTION_BITS) - 1;
  private static final int EXPONENT_BIAS = 1023;

  private static final long ONE = Double.doubleToRawLongBits(1);

  /** A whole number is the lowest bits of its sum with this: cheaper than a conversion. */
  private static final long TWO_TO_52 = Double.doubleToRawLongBits(0x1p52);

  /** The same for negative ones; what is no whole number is rounded to the nearest. */
  private static final double WHOLE = 0x1.8p52;

  private static final double LN_2 = 0.6931471805599453;

  /** Below, 2 to the power is taken for 0: a sum with a 1 does not show it. */
  private static final double SMALLEST_EXPONENT = -1000;

  /** Of the middle of each step from 1 to 2. */
  private static final double[] RECIPROCAL = new double[STEPS];

  private static final double[] LOG_2 = new double[STEPS];

  /** 2 to the power of each step from 0 to 1. */
  private static final double[] EXP_2 = new double[STEPS];

  static {
    for (int i = 0; i < STEPS; i++) {
      double middle = 1 + (i + 0.5) / STEPS;
      RECIPROCAL[i] = 1 / middle;
      LOG_2[i] = StrictMath.log(middle) / LN_2;
      EXP_2[i] = StrictMath.pow(2, (double) i / STEPS);
    }
  }

  private Power() {}

  /**
   * {@code base} to the power of {@code exponent}, with a relative error below 2e-13 for exponents
   * up to 10, and 2e-14 times the exponent above.
   *
   * @param base 1e-45 to 1
   * @param exponent above 0
   */
  static double of(double base, double exponent) {
    double power = exponent * log2(base);
    return power < SMALLEST_EXPONENT ? 0 : exp2(power);
  }

  private static double log2(double x) {
    long bits = Double.doubleToRawLongBits(x);
    int step = (int) (bits >>> (FRACTION_BITS - STEP_BITS)) & (STEPS - 1);
    double exponent = Double.longBitsToDouble(TWO_TO_52 | bits >>> FRACTION_BITS) - 0x1p52;
    double r = Double.longBitsToDouble(ONE | bits & FRACTION) * RECIPROCAL[step] - 1;
    double ln = r * (1 + r * (-1 / 2.0 + r * (1 / 3.0 + r * (-1 / 4.0 + r * (1 / 5.0)))));
    return exponent - EXPONENT_BIAS + (LOG_2[step] + ln / LN_2);
  }

  private static double exp2(double x) {
    double rounded = x * STEPS + WHOLE;
    int steps = (int) Double.doubleToRawLongBits(rounded);
    double r = (x * STEPS - (rounded - WHOLE)) * (LN_2 / STEPS);
    double e = 1 + r * (1 + r * (1 / 2.0 + r * (1 / 6.0 + r * (1 / 24.0))));
    return e
        * EXP_2[steps & (STEPS - 1)]
        * Double.longBitsToDouble(ONE + ((long) (steps >> STEP_BITS) << FRACTION_BITS));
  }
}
