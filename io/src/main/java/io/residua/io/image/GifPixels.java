package io.residua.io.image;

/** The LZW stream of one GIF frame, decoded and refused as Pillow 9.4's GifDecode.c does. */
final class GifPixels {
  private static final int TABLE = 4096;
  private static final int MAX_BITS = 12;

  private final Bytes file;
  private final int width;
  private final int height;
  private final boolean interlaced;
  private final int clear;
  private final int minBits;
  private final byte[] last = new byte[TABLE];
  private final short[] prefix = new short[TABLE];
  private final byte[] string = new byte[TABLE + 1];
  private int next;
  private int codeBits;
  private int blockLeft;
  private int bitBuffer;
  private int bitCount;

  /** Reads the code size, the first byte of the stream. */
  GifPixels(Bytes file, int width, int height, boolean interlaced) throws Refusal {
    this.file = file;
    this.width = width;
    this.height = height;
    this.interlaced = interlaced;
    minBits = file.u8();
    if (minBits > MAX_BITS) {
      throw Refusal.corrupt("GIF code size: expected at most 12, found " + minBits);
    }
    clear = 1 << minBits;
  }

  /** The frame's palette indices, uint8 [height, width], interlacing undone. */
  byte[] read() throws Refusal {
    byte[] indices = new byte[Math.multiplyExact(width, height)];
    int done = 0;
    int lastCode = -1;
    int lastData = 0;
    restart();
    while (done < indices.length) {
      int code = readCode();
      if (code == clear) {
        restart();
        lastCode = -1;
        continue;
      }
      if (code == clear + 1) {
        throw new Refusal(
            QuarantineCode.TRUNCATED, "GIF pixels: expected more rows, found the end code");
      }
      if (code > (lastCode < 0 ? clear : next)) {
        throw Refusal.corrupt("GIF pixels: a code that is not in the table");
      }
      int start = string.length;
      int walk = code;
      if (lastCode >= 0) {
        if (code == next) {
          string[--start] = (byte) lastData;
          walk = lastCode;
        }
        while (walk >= clear) {
          if (start == 1 || walk >= TABLE) {
            throw Refusal.corrupt("GIF pixels: a code that refers to itself");
          }
          string[--start] = last[walk];
          walk = prefix[walk];
        }
      }
      string[--start] = (byte) walk;
      lastData = walk;
      if (lastCode >= 0) {
        add(lastCode, walk);
      }
      lastCode = code;
      int count = Math.min(string.length - start, indices.length - done);
      System.arraycopy(string, start, indices, done, count);
      done += count;
    }
    return interlaced ? deinterlace(indices) : indices;
  }

  private void restart() {
    next = clear + 2;
    codeBits = minBits + 1;
  }

  private void add(int lastCode, int data) {
    if (next < TABLE) {
      last[next] = (byte) data;
      prefix[next] = (short) lastCode;
      if (next == (1 << codeBits) - 1 && codeBits < MAX_BITS) {
        codeBits++;
      }
      next++;
    }
  }

  /** The next code; only from blocks that are in the file as a whole. */
  private int readCode() throws Refusal {
    while (bitCount < codeBits) {
      if (blockLeft == 0) {
        blockLeft = file.u8();
        file.at(file.position()).skip(blockLeft);
        continue;
      }
      bitBuffer |= file.u8() << bitCount;
      bitCount += 8;
      blockLeft--;
    }
    int code = bitBuffer & ((1 << codeBits) - 1);
    bitBuffer >>>= codeBits;
    bitCount -= codeBits;
    return code;
  }

  private byte[] deinterlace(byte[] stored) {
    byte[] indices = new byte[stored.length];
    int from = 0;
    for (int pass = 0; pass < 4; pass++) {
      int first = pass == 0 ? 0 : 8 >> pass;
      int step = pass == 0 ? 8 : 16 >> pass;
      for (int y = first; y < height; y += step) {
        System.arraycopy(stored, from, indices, y * width, width);
        from += width;
      }
    }
    return indices;
  }
}
