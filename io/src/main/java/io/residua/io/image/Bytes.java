package io.residua.io.image;

/**
 * The bytes of one file with a reading position. Every read is checked against the end; what lies
 * beyond it is a {@link QuarantineCode#TRUNCATED}, never an exception of the JVM.
 */
final class Bytes {
  private final byte[] array;
  private final int length;
  private int position;

  /**
   * @param array holds the file from its first element on; not copied
   * @param length bytes of the file, at most the array's
   */
  Bytes(byte[] array, int length) {
    this.array = array;
    this.length = length;
  }

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  int position() {
    return position;
  }

  int remaining() {
    return length - position;
  }

  /** The same bytes from {@code offset} on, with a position of their own. */
  Bytes at(long offset) throws Refusal {
    Bytes other = new Bytes(array, length);
    other.seek(offset);
    return other;
  }

  /** The next {@code count} bytes alone, as a file of their own; the position moves behind them. */
  Bytes slice(long count) throws Refusal {
    need(count);
    Bytes slice =
        new Bytes(
            java.util.Arrays.copyOfRange(array, position, position + (int) count), (int) count);
    position += (int) count;
    return slice;
  }

  void seek(long offset) throws Refusal {
    if (offset < 0 || offset > length) {
      throw Refusal.truncated("offset into the file", offset, length);
    }
    position = (int) offset;
  }

  void skip(long count) throws Refusal {
    need(count);
    position += (int) count;
  }

  private void need(long count) throws Refusal {
    if (count < 0 || count > length - position) {
      throw Refusal.truncated("file", position + count, length);
    }
  }

  /** Moves behind the next byte of this value. */
  void seekByte(int value) throws Refusal {
    int at = position;
    while (at < length && array[at] != (byte) value) {
      at++;
    }
    position = at;
    skip(1);
  }

  int u8() throws Refusal {
    need(1);
    return array[position++] & 0xff;
  }

  int u16(boolean little) throws Refusal {
    int a = u8();
    int b = u8();
    return little ? (b << 8) | a : (a << 8) | b;
  }

  long u32(boolean little) throws Refusal {
    long a = u16(little);
    long b = u16(little);
    return little ? (b << 16) | a : (a << 16) | b;
  }

  long u64(boolean little) throws Refusal {
    long a = u32(little);
    long b = u32(little);
    return little ? (b << 32) | a : (a << 32) | b;
  }

  int u16be() throws Refusal {
    return u16(false);
  }

  int u16le() throws Refusal {
    return u16(true);
  }

  long u32be() throws Refusal {
    return u32(false);
  }

  long u32le() throws Refusal {
    return u32(true);
  }

  /** The byte at {@code offset}, or -1 beyond the end; the position stays. */
  int peek(long offset) {
    return offset < 0 || offset >= length ? -1 : array[(int) offset] & 0xff;
  }

  /** Whether the bytes at {@code offset} are those of {@code latin1}; the position stays. */
  boolean has(long offset, String latin1) {
    for (int i = 0; i < latin1.length(); i++) {
      if (peek(offset + i) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Bytes {@code from} to {@code to} as ISO-8859-1. */
  String latin1(int from, int to) {
    return new String(array, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
