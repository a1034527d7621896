package io.residua.backbone.onednn;

import java.nio.ByteBuffer;

/** Reads values of any encoding as float32. For one thread. */
final class Widening {
  private short[] narrow = new short[0];
  private byte[] bytes = new byte[0];

  /**
   * Reads values.
   *
   * @param source values of the encoding, from its start on
   * @param first number of the first value
   * @param target takes them from {@code at} on
   */
  void read(ByteBuffer source, Encoding encoding, int first, float[] target, int at, int count) {
    switch (encoding.type()) {
      case F32 -> source.asFloatBuffer().get(first, target, at, count);
      case BF16 -> readNarrow(source, first, target, at, count);
      case U8 -> {
        readBytes(source, first, count);
        for (int i = 0; i < count; i++) {
          target[at + i] = (bytes[i] & 0xff) * encoding.step();
        }
      }
      case S8 -> {
        readBytes(source, first, count);
        for (int i = 0; i < count; i++) {
          target[at + i] = bytes[i] * encoding.step();
        }
      }
    }
  }

  private void readNarrow(ByteBuffer source, int first, float[] target, int at, int count) {
    if (narrow.length < count) {
      narrow = new short[count];
    }
    source.asShortBuffer().get(first, narrow, 0, count);
    for (int i = 0; i < count; i++) {
      target[at + i] = Bfloat16.toFloat(narrow[i]);
    }
  }

  private void readBytes(ByteBuffer source, int first, int count) {
    if (bytes.length < count) {
      bytes = new byte[count];
    }
    source.get(first, bytes, 0, count);
  }
}
