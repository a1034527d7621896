package io.residua.io.features;

/**
 * Rounds binary32 to binary16 of IEEE 754-2019, to nearest, ties to even (sections 3.4 and 4.3.1):
 * a sign, 5 bits of exponent with bias 15, 10 of fraction; and widens it again, which is exact.
 */
final class Half {

  private static final int SIGN = 0x8000;
  private static final int MAGNITUDE = 0x7fff;
  private static final int FRACTION_BITS_LESS = 23 - 10;
  private static final int BIAS_LESS = 127 - 15;

  /** 2^-14: what is smaller is subnormal in binary16. */
  private static final int LEAST_NORMAL = Float.floatToRawIntBits(0x1p-14f);

  private static final int ONE_HALF = Float.floatToRawIntBits(0.5f);

  private Half() {}

  /**
   * The bits of the nearest binary16. Both ways are computed and a mask picks one: of the values
   * behind a ReLU about half are 0, in no order, and branches cost three times as much.
   *
   * @param value of a magnitude below 65,520
   */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int magnitude = bits & Integer.MAX_VALUE;
    int small = (magnitude - LEAST_NORMAL) >> 31;
    int half = (subnormal(magnitude) & small) | (normal(magnitude) & ~small);
    return (short) (((bits >>> 16) & SIGN) | half);
  }

  /**
   * The value of a binary16: its bits taken for those of a binary32 are a value 2^112 too small,
   * for subnormal ones, too.
   *
   * @param half bits of a finite value
   */
  static float toFloat(short half) {
    float magnitude = Float.intBitsToFloat((half & MAGNITUDE) << FRACTION_BITS_LESS) * 0x1p112f;
    return half < 0 ? -magnitude : magnitude;
  }

  /** Half a unit of the last place is added, less a bit where the place is even; carries count. */
  private static int normal(int magnitude) {
    int odd = (magnitude >>> FRACTION_BITS_LESS) & 1;
    int almostHalf = (1 << (FRACTION_BITS_LESS - 1)) - 1;
    return (magnitude - (BIAS_LESS << 23) + almostHalf + odd) >>> FRACTION_BITS_LESS;
  }

  /** A binary32 from 0.5 has its last place at 2^-24, as a subnormal binary16 has. */
  private static int subnormal(int magnitude) {
    return Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f) - ONE_HALF;
  }
}
