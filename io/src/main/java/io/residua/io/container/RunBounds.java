package io.residua.io.container;

import org.apache.parquet.column.Encoding;

/**
 * Goes over the counts in a page's bytes before Parquet's own decoders allocate by them (Parquet's
 * Encodings.md: RLE / bit-packing hybrid, delta encoding).
 */
final class RunBounds {

  private static final int MOST_DELTA_BLOCK = 1 << 16;
  private static final int MOST_PADDING = 1_024;

  private final byte[] bytes;
  private final int end;
  private int at;

  RunBounds(byte[] bytes, int begin, int end) throws ContainerDamage {
    if (begin < 0 || begin > end || end > bytes.length) {
      throw damage();
    }
    this.bytes = bytes;
    this.at = begin;
    this.end = end;
  }

  /** Values of a page, nulls not among them; what has counts of its own must not exceed them. */
  void values(Encoding encoding, int values) throws ContainerDamage {
    if (at == end) {
      return;
    }
    switch (encoding) {
      case PLAIN, BYTE_STREAM_SPLIT -> {}
      case RLE -> withLength(1, values);
      case PLAIN_DICTIONARY, RLE_DICTIONARY -> indices(values);
      case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> delta(values);
      case DELTA_BYTE_ARRAY -> {
        delta(values);
        delta(values);
      }
      default ->
          throw ContainerDamage.corrupt(
              "Parquet: expected an encoding of values, found %s", encoding);
    }
  }

  /** Levels or indices behind a length of four bytes; goes behind them. */
  void withLength(int width, int values) throws ContainerDamage {
    int length = 0;
    for (int i = 0; i < 4; i++) {
      length |= next() << (8 * i);
    }
    if (length < 0 || length > end - at) {
      throw damage();
    }
    new RunBounds(bytes, at, at + length).runs(width, values);
    at += length;
  }

  /** Indices of a dictionary behind their width. */
  private void indices(int values) throws ContainerDamage {
    if (at < end) {
      int width = next();
      if (width > 32) {
        throw damage();
      }
      runs(width, values);
    }
  }

  /**
   * Runs to the end. Decoders allocate by the count of a packed one, which must not exceed the
   * page's values but for padding: to 8 by the format, to 32 by DuckDB.
   */
  void runs(int width, int values) throws ContainerDamage {
    long left = values;
    while (left > 0 && at < end) {
      long head = varint();
      boolean packed = (head & 1) == 1;
      long count = packed ? (head >>> 1) * 8 : head >>> 1;
      if (packed && count > left + MOST_PADDING) {
        throw damage();
      }
      long length = packed ? (head >>> 1) * width : (width + 7) / 8;
      at = (int) Math.min(end, at + length);
      left -= count;
    }
  }

  /** Skips bytes. */
  void skip(long count) throws ContainerDamage {
    if (count > end - at) {
      throw damage();
    }
    at += (int) count;
  }

  /** Numbers of at most {@code values}; goes behind them. */
  private void delta(int values) throws ContainerDamage {
    long block = varint();
    long parts = varint();
    long total = varint();
    varint();
    if (parts < 1 || block > MOST_DELTA_BLOCK || block % parts != 0 || total > values) {
      throw damage();
    }
    long part = block / parts;
    for (long left = total - 1; left > 0; ) {
      varint();
      int widths = at;
      skip(parts);
      for (int i = 0; i < parts && left > 0; i++) {
        skip((bytes[widths + i] & 0xff) * part / 8);
        left -= part;
      }
    }
  }

  private long varint() throws ContainerDamage {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = next();
      value |= shift < 63 ? (long) (next & 0x7f) << shift : 0;
      if (next < 0x80) {
        return value & Long.MAX_VALUE;
      }
    }
    throw damage();
  }

  private int next() throws ContainerDamage {
    if (at >= end) {
      throw damage();
    }
    return bytes[at++] & 0xff;
  }

  private static ContainerDamage damage() {
    return ContainerDamage.corrupt(
        "Parquet: expected a page of as many values as its header says, found another count");
  }
}
