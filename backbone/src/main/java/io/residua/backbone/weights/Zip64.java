package io.residua.backbone.weights;

import java.nio.ByteBuffer;

/** The numbers of a zip entry that do not fit 32 bits, in their order: APPNOTE 6.3.10, 4.5.3. */
final class Zip64 {
  private static final int ID = 1;
  private static final int HEADER_BYTES = 4;
  private static final long NOT_HERE = 0xffff_ffffL;

  private final ByteBuffer in;
  private int at;
  private int end;

  /**
   * Finds them in the extra field of an entry.
   *
   * @param extra where it begins
   * @param bytes its length
   */
  Zip64(ByteBuffer in, int extra, int bytes) {
    this.in = in;
    int next = extra;
    while (next + HEADER_BYTES <= extra + bytes) {
      int length = in.getShort(next + 2) & 0xffff;
      if (in.getShort(next) == ID && next + HEADER_BYTES + length <= extra + bytes) {
        at = next + HEADER_BYTES;
        end = at + length;
      }
      next += HEADER_BYTES + length;
    }
  }

  /** The number of an entry, unsigned, or the next one here where it does not fit. */
  long orElse(int number) {
    long small = number & NOT_HERE;
    if (small != NOT_HERE || at + Long.BYTES > end) {
      return small;
    }
    at += Long.BYTES;
    return in.getLong(at - Long.BYTES);
  }
}
