package io.residua.io.features;

import java.io.ByteArrayOutputStream;
import org.apache.parquet.bytes.BytesInput;

/**
 * Repetition or definition levels of 0 and 1 as the runs of Parquet's <a
 * href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">RLE/bit-packing
 * hybrid</a> of bit width 1: per run its length, shifted left by one, as a LEB128, then the level.
 */
final class LevelRuns {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Definition levels of a list column without nulls: 1 for each value. */
  static BytesInput defined(int values) {
    return new LevelRuns().run(1, values).bytes();
  }

  /**
   * Repetition levels of a list column: 0 for the first value of a row, 1 for each further one.
   *
   * @param lengths values of each row, at least 1
   */
  static BytesInput repeated(Iterable<Integer> lengths) {
    LevelRuns levels = new LevelRuns();
    for (int length : lengths) {
      levels.run(0, 1).run(1, length - 1);
    }
    return levels.bytes();
  }

  private LevelRuns run(int level, int length) {
    if (length > 0) {
      leb128(length << 1);
      bytes.write(level);
    }
    return this;
  }

  private void leb128(int value) {
    int rest = value;
    while (rest > 0x7f) {
      bytes.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
  }

  private BytesInput bytes() {
    return BytesInput.from(bytes.toByteArray());
  }
}
