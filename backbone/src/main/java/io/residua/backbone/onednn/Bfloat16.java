package io.residua.backbone.onednn;

/** bfloat16: the upper half of a float32. */
final class Bfloat16 {
  private Bfloat16() {}

  /** Rounds a finite value to the nearest, ties to even, as oneDNN does. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** Widens, exactly. */
  static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
