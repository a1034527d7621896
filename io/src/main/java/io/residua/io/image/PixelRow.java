package io.residua.io.image;

/** Turns one row of stored samples into RGB, as Pillow's Unpack.c and Convert.c do. */
interface PixelRow {
  /**
   * Reads {@code pixels} pixels from {@code row[from]} on and writes them to {@code rgb}, three
   * bytes each, from its first element on.
   */
  void toRgb(byte[] row, int from, int pixels, byte[] rgb);

  /** Indices of 1, 2, 4 or 8 bits, the first in the highest bits. */
  static PixelRow palette(int bits, Palette palette) {
    return palette(bits, 1, palette);
  }

  /** The same with {@code samples - 1} samples behind each index that are dropped. */
  static PixelRow palette(int bits, int samples, Palette palette) {
    int mask = (1 << bits) - 1;
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int bit = x * bits * samples;
        int index = (row[from + (bit >> 3)] & 0xff) >> (8 - bits - (bit & 7)) & mask;
        palette.put(index, rgb, 3 * x);
      }
    };
  }

  /**
   * Gray of 1, 2, 4 or 8 bits, or the high byte of 16, followed by {@code samples - 1} samples that
   * are dropped. Less than 8 bits are spread over 0 to 255.
   */
  static PixelRow gray(int bits, int samples) {
    if (bits >= 8) {
      int step = samples * bits / 8;
      return (row, from, pixels, rgb) -> {
        for (int x = 0; x < pixels; x++) {
          fill(rgb, x, row[from + x * step]);
        }
      };
    }
    int mask = (1 << bits) - 1;
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int bit = x * bits;
        int value = (row[from + (bit >> 3)] & 0xff) >> (8 - bits - (bit & 7)) & mask;
        fill(rgb, x, (byte) (value * 255 / mask));
      }
    };
  }

  /** 16-bit gray as Pillow's mode I and I;16 become RGB: values above 255 are 255. */
  static PixelRow gray16Clipped(boolean little) {
    int high = little ? 1 : 0;
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int at = from + 2 * x;
        fill(rgb, x, row[at + high] != 0 ? (byte) 255 : row[at + 1 - high]);
      }
    };
  }

  /**
   * R, G, B and {@code samples - 3} samples that are dropped, of which one byte counts.
   *
   * @param bytes bytes of a sample
   * @param high index of the highest of them
   */
  static PixelRow rgb(int bytes, int samples, int high) {
    int step = bytes * samples;
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int at = from + x * step + high;
        rgb[3 * x] = row[at];
        rgb[3 * x + 1] = row[at + bytes];
        rgb[3 * x + 2] = row[at + 2 * bytes];
      }
    };
  }

  /** 12-bit gray, two pixels in three bytes; values above 255 are 255. */
  static PixelRow gray12Clipped() {
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int at = from + x / 2 * 3;
        int value =
            x % 2 == 0
                ? ((row[at] & 0xff) << 4) | ((row[at + 1] & 0xff) >> 4)
                : ((row[at + 1] & 0x0f) << 8) | (row[at + 2] & 0xff);
        fill(rgb, x, (byte) Math.min(value, 255));
      }
    };
  }

  /** R, G, B multiplied by the alpha that follows them: divided by it, and black where it is 0. */
  static PixelRow premultiplied(int bytes, int samples, int high) {
    int step = bytes * samples;
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int at = from + x * step + high;
        int alpha = row[at + 3 * bytes] & 0xff;
        for (int c = 0; c < 3; c++) {
          int value = row[at + c * bytes] & 0xff;
          rgb[3 * x + c] = (byte) (alpha == 0 ? 0 : Math.min(value * 255 / alpha, 255));
        }
      }
    };
  }

  /** Pillow's cmyk2rgb: {@code (255 - K) - C * (255 - K) / 255}, rounded. */
  static PixelRow cmyk(int bytes, int samples, int high) {
    int step = bytes * samples;
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int at = from + x * step + high;
        int white = 255 - (row[at + 3 * bytes] & 0xff);
        for (int c = 0; c < 3; c++) {
          int product = (row[at + c * bytes] & 0xff) * white + 128;
          rgb[3 * x + c] = (byte) (white - ((product + (product >> 8)) >> 8));
        }
      }
    };
  }

  /** The negative of what this gives. */
  default PixelRow inverted() {
    return (row, from, pixels, rgb) -> {
      toRgb(row, from, pixels, rgb);
      for (int i = 0; i < 3 * pixels; i++) {
        rgb[i] = (byte) ~rgb[i];
      }
    };
  }

  /** Bytes in the order of {@code layout}, of whose letters R, G and B count: {@code BGRX}. */
  static PixelRow bytes(String layout) {
    int step = layout.length();
    int red = layout.indexOf('R');
    int green = layout.indexOf('G');
    int blue = layout.indexOf('B');
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int at = from + x * step;
        rgb[3 * x] = row[at + red];
        rgb[3 * x + 1] = row[at + green];
        rgb[3 * x + 2] = row[at + blue];
      }
    };
  }

  /** 16 bits, little-endian: 5 of blue, 5 or 6 of green, 5 of red, from the lowest on. */
  static PixelRow packed16(int greenBits) {
    int greenMax = (1 << greenBits) - 1;
    return (row, from, pixels, rgb) -> {
      for (int x = 0; x < pixels; x++) {
        int at = from + 2 * x;
        int pixel = (row[at] & 0xff) | ((row[at + 1] & 0xff) << 8);
        rgb[3 * x] = (byte) (((pixel >> (5 + greenBits)) & 31) * 255 / 31);
        rgb[3 * x + 1] = (byte) (((pixel >> 5) & greenMax) * 255 / greenMax);
        rgb[3 * x + 2] = (byte) ((pixel & 31) * 255 / 31);
      }
    };
  }

  private static void fill(byte[] rgb, int x, byte value) {
    rgb[3 * x] = value;
    rgb[3 * x + 1] = value;
    rgb[3 * x + 2] = value;
  }
}
