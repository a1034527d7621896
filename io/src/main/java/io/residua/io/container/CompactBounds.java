package io.residua.io.container;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Takes one struct of Thrift's compact protocol (thrift-compact-protocol.md) from a stream, and
 * lets nothing pass whose lengths claim more than there is: Thrift's own reader allocates a list as
 * long as its first bytes say.
 */
final class CompactBounds {

  private static final int MOST_DEPTH = 64;

  private final InputStream in;
  private final int most;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  private CompactBounds(InputStream in, int most) {
    this.in = in;
    this.most = most;
  }

  /**
   * The bytes of one struct.
   *
   * @param most bytes it may have
   */
  static byte[] struct(InputStream in, int most) throws IOException {
    CompactBounds bounds = new CompactBounds(in, most);
    try {
      bounds.struct(0);
    } catch (EOFException e) {
      throw ContainerDamage.truncated("Parquet: expected the whole of a header, found less");
    }
    return bounds.taken.toByteArray();
  }

  private void struct(int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      throw damage();
    }
    for (int field = read(); field != 0; field = read()) {
      if (field >> 4 == 0) {
        varint();
      }
      int type = field & 0x0f;
      if (type != 1 && type != 2) {
        value(type, depth);
      }
    }
  }

  private void value(int type, int depth) throws IOException {
    switch (type) {
      case 1, 2, 3 -> read();
      case 4, 5, 6 -> varint();
      case 7 -> take(8);
      case 8 -> take(count(varint()));
      case 9, 10 -> list(depth);
      case 11 -> map(depth);
      case 12 -> struct(depth + 1);
      case 13 -> take(16);
      default -> throw damage();
    }
  }

  private void list(int depth) throws IOException {
    int head = read();
    int size = head >> 4 == 15 ? count(varint()) : head >> 4;
    for (int i = 0; i < size; i++) {
      value(head & 0x0f, depth + 1);
    }
  }

  private void map(int depth) throws IOException {
    int size = count(varint());
    int types = size == 0 ? 0 : read();
    for (int i = 0; i < size; i++) {
      value(types >> 4, depth + 1);
      value(types & 0x0f, depth + 1);
    }
  }

  /** A count of elements, each of which takes at least a byte. */
  private int count(long claimed) throws ContainerDamage {
    if (claimed < 0 || claimed > most - taken.size()) {
      throw damage();
    }
    return (int) claimed;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = read();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damage();
  }

  private void take(int count) throws IOException {
    byte[] bytes = in.readNBytes(count(count));
    if (bytes.length < count) {
      throw new EOFException();
    }
    taken.write(bytes);
  }

  private int read() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException();
    }
    if (taken.size() == most) {
      throw damage();
    }
    taken.write(value);
    return value;
  }

  private ContainerDamage damage() {
    return ContainerDamage.corrupt(
        "Parquet: expected a header of at most %d bytes, found one that contradicts itself", most);
  }
}
