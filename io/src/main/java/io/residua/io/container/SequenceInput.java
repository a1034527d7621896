package io.residua.io.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Numbers and texts as Hadoop's {@code WritableUtils}, {@code Text} and {@code DataOutput} do. */
final class SequenceInput {

  private final InputStream in;
  private long taken;

  SequenceInput(InputStream in) {
    this.in = in;
  }

  /** Bytes taken so far. */
  long taken() {
    return taken;
  }

  int read() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException();
    }
    taken++;
    return value;
  }

  int readInt() throws IOException {
    return ByteBuffer.wrap(bytes(4)).getInt();
  }

  /**
   * {@code WritableUtils.readVInt}: one byte, or a byte of sign and length and up to eight more.
   */
  int readVInt() throws IOException {
    byte first = (byte) read();
    if (first >= -112) {
      return first;
    }
    boolean negative = first < -120;
    int count = negative ? -120 - first : -112 - first;
    if (count > 4 || negative) {
      throw ContainerDamage.corrupt("SequenceFile: expected a length, found another number");
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | read();
    }
    if (value > Integer.MAX_VALUE) {
      throw ContainerDamage.corrupt("SequenceFile: expected a length, found %d", value);
    }
    return (int) value;
  }

  /** A length that may be at most {@code most}. */
  int length(String what, int most) throws IOException {
    int length = readVInt();
    return requireLength(what, length, most);
  }

  static int requireLength(String what, int length, int most) throws ContainerDamage {
    if (length < 0 || length > most) {
      throw ContainerDamage.corrupt(
          "SequenceFile: expected %s of 0 to %d, found %d", what, most, length);
    }
    return length;
  }

  String text(String what, int most) throws IOException {
    return new String(bytes(length(what, most)), StandardCharsets.UTF_8);
  }

  /** Bytes whose count the caller has bounded. */
  byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    taken += count;
    return bytes;
  }

  void skip(long count) throws IOException {
    in.skipNBytes(count);
    taken += count;
  }
}
