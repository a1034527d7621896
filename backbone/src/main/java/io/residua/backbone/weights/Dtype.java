package io.residua.backbone.weights;

import java.nio.ByteBuffer;

/** The types of the safetensors format; the floating ones are read, as float32. */
enum Dtype {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  I16(2),
  U16(2),
  I32(4),
  U32(4),
  I64(8),
  U64(8),
  F16(2),
  BF16(2),
  F32(4),
  F64(8);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one value. */
  int bytes() {
    return bytes;
  }

  /** Whether {@link #read} takes it. */
  boolean readable() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  /**
   * Reads little-endian values; float64 is rounded, the others are widened exactly.
   *
   * @param source as many values as {@code target} holds
   */
  void read(ByteBuffer source, float[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] =
          switch (this) {
            case F16 -> halfToFloat(source.getShort());
            case BF16 -> Float.intBitsToFloat(source.getShort() << 16);
            case F32 -> source.getFloat();
            case F64 -> (float) source.getDouble();
            default -> throw new IllegalStateException(this + " is not read");
          };
    }
  }

  /** IEEE 754 binary16 to binary32, exactly. */
  static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    float magnitude =
        exponent == 0
            ? fraction * 0x1p-24f
            : Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude));
  }
}
