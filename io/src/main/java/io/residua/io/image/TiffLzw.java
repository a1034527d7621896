package io.residua.io.image;

/** TIFF 6.0, section 13: codes of 9 to 12 bits, highest bit first, that widen one code early. */
final class TiffLzw extends TiffStream {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int TABLE = 4096;

  private final Bytes data;
  private final short[] prefix = new short[TABLE];
  private final byte[] last = new byte[TABLE];
  private final byte[] string = new byte[TABLE + 1];
  private int pending = string.length;
  private int next = END + 1;
  private int codeBits = 9;
  private int previous = -1;
  private int firstOfPrevious;
  private int bitBuffer;
  private int bitCount;

  /**
   * @throws Refusal when the codes begin at the lowest bit, as files before TIFF 5.0 had them
   */
  TiffLzw(Bytes data) throws Refusal {
    this.data = data;
    int at = data.position();
    if (data.peek(at) == 0 && (data.peek(at + 1L) & 1) == 1) {
      throw Refusal.unsupported("TIFF: LZW of before TIFF 5.0");
    }
  }

  @Override
  void read(byte[] out) throws Refusal {
    for (int filled = 0; filled < out.length; ) {
      if (pending == string.length) {
        expand();
      }
      int count = Math.min(string.length - pending, out.length - filled);
      System.arraycopy(string, pending, out, filled, count);
      pending += count;
      filled += count;
    }
  }

  /** Puts the string of the next code at the end of {@link #string}. */
  private void expand() throws Refusal {
    int code = readCode();
    while (code == CLEAR) {
      next = END + 1;
      codeBits = 9;
      previous = -1;
      code = readCode();
    }
    if (code == END) {
      throw new Refusal(QuarantineCode.TRUNCATED, "TIFF pixels: expected more, found the end code");
    }
    if (code > next || (previous < 0 && code >= CLEAR) || (code == next && next >= TABLE)) {
      throw Refusal.corrupt("TIFF pixels: a code that is not in the table");
    }
    int walk = code;
    if (code == next) {
      string[--pending] = (byte) firstOfPrevious;
      walk = previous;
    }
    for (; walk > END; walk = prefix[walk]) {
      string[--pending] = last[walk];
    }
    string[--pending] = (byte) walk;
    firstOfPrevious = walk;
    if (previous >= 0 && next < TABLE) {
      prefix[next] = (short) previous;
      last[next] = (byte) walk;
      next++;
      if (next >= (1 << codeBits) - 1 && codeBits < 12) {
        codeBits++;
      }
    }
    previous = code;
  }

  private int readCode() throws Refusal {
    while (bitCount < codeBits) {
      bitBuffer = (bitBuffer << 8) | data.u8();
      bitCount += 8;
    }
    bitCount -= codeBits;
    return (bitBuffer >>> bitCount) & ((1 << codeBits) - 1);
  }
}
