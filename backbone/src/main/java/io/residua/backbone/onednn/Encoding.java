package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_s8;
import static org.bytedeco.dnnl.global.dnnl.dnnl_u8;

/**
 * How an activation is kept in memory.
 *
 * @param type of a value
 * @param step what one integer stands for; 1 where values are floating-point
 */
record Encoding(Type type, float step) {
  static final Encoding F32 = new Encoding(Type.F32, 1);
  static final Encoding BF16 = new Encoding(Type.BF16, 1);

  private static final int LARGEST_UNSIGNED = 255;
  private static final int LARGEST_SIGNED = 127;

  /** oneDNN's data types. */
  enum Type {
    F32(dnnl_f32, Float.BYTES),
    BF16(dnnl_bf16, Short.BYTES),
    U8(dnnl_u8, Byte.BYTES),
    S8(dnnl_s8, Byte.BYTES);

    private final int code;
    private final int bytes;

    Type(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }

    /** oneDNN's {@code dnnl_data_type_t}. */
    int code() {
      return code;
    }

    /** Bytes of a value. */
    int bytes() {
      return bytes;
    }
  }

  /** 0 to {@code range} in 8 bits. */
  static Encoding unsigned(float range) {
    return new Encoding(Type.U8, range / LARGEST_UNSIGNED);
  }

  /** From {@code -range} to {@code range} in 8 bits. */
  static Encoding signed(float range) {
    return new Encoding(Type.S8, range / LARGEST_SIGNED);
  }

  /** The steps nearest to a value, within -127 and 127. */
  byte signedByte(float value) {
    return (byte) Math.max(-LARGEST_SIGNED, Math.min(LARGEST_SIGNED, Math.rint(value / step)));
  }

  /** Whether values are integers. */
  boolean quantized() {
    return type == Type.U8 || type == Type.S8;
  }
}
