package io.residua.io.image;

import org.jspecify.annotations.Nullable;

/** The bits of a JPEG scan, taken from the file as libjpeg's jdhuff.c takes them. */
final class JpegBits {
  private static final int LOOKAHEAD = 8;
  private static final int REFILL_BELOW = 57;

  /** Codes by length, in the canonical order of JPEG's annex C. */
  static final class Table {
    private final int[] minCode = new int[17];
    private final int[] maxCode = new int[17];
    private final int[] first = new int[17];
    private byte[] symbols = new byte[0];

    private Table() {}

    /** Reads the 16 counts and the symbols of a DHT segment. */
    static Table read(Bytes file) throws Refusal {
      Table table = new Table();
      int code = 0;
      int symbol = 0;
      for (int length = 1; length <= 16; length++) {
        int count = file.u8();
        table.first[length] = symbol;
        table.minCode[length] = code;
        code += count;
        symbol += count;
        table.maxCode[length] = code - 1;
        code <<= 1;
      }
      table.symbols = file.slice(symbol).array();
      return table;
    }
  }

  private final Bytes file;
  private long bits;
  private int bitCount;
  private boolean marker;
  private boolean starved;

  /** Reads from the file's position on. */
  JpegBits(Bytes file) {
    this.file = file;
  }

  /** Whether a marker came where bits were wanted; zeros stand in for them until a restart. */
  boolean starved() {
    return starved;
  }

  /** Drops what is buffered and moves behind the next marker. */
  void restart() throws Refusal {
    bitCount = 0;
    if (!marker) {
      int type = 0;
      while (type == 0) {
        file.seekByte(0xff);
        type = file.u8();
        while (type == 0xff) {
          type = file.u8();
        }
      }
    }
    marker = false;
    starved = false;
  }

  /** The next symbol; 0 for a code of no table, of which libjpeg takes 17 bits. */
  int symbol(@Nullable Table table) throws Refusal {
    if (table == null) {
      throw Refusal.corrupt("JPEG scan: a Huffman table that is not in the file");
    }
    if (bitCount < LOOKAHEAD) {
      refill(0);
    }
    int code = 0;
    for (int length = 1; length <= 16; length++) {
      if (bitCount < 1) {
        refill(1);
      }
      code = (code << 1) | (int) ((bits >>> --bitCount) & 1);
      if (code <= table.maxCode[length] && code >= table.minCode[length]) {
        return table.symbols[table.first[length] + code - table.minCode[length]] & 0xff;
      }
    }
    skip(1);
    return 0;
  }

  /** Moves over bits. */
  void skip(int count) throws Refusal {
    if (bitCount < count) {
      refill(count);
    }
    bitCount -= count;
  }

  /** Takes bytes until the buffer is full or a marker stops it; zeros stand in after a marker. */
  private void refill(int needed) throws Refusal {
    while (bitCount < REFILL_BELOW && !marker) {
      int value = file.u8();
      if (value == 0xff) {
        int next = file.u8();
        while (next == 0xff) {
          next = file.u8();
        }
        marker = next != 0;
        if (marker) {
          break;
        }
      }
      bits = (bits << 8) | value;
      bitCount += 8;
    }
    if (marker && needed > bitCount) {
      starved = true;
      bits <<= REFILL_BELOW - bitCount;
      bitCount = REFILL_BELOW;
    }
  }
}
