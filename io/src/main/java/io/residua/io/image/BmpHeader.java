package io.residua.io.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a bitmap.
 *
 * @param width columns
 * @param height rows
 * @param bits bits of a pixel, which decide the distance between rows
 * @param rowBits bits of a pixel as its row is read: 1 for two-colored black and white
 * @param compression {@code BI_RGB} and so on
 * @param topDown whether the first row is stored first
 * @param pixelOffset where the pixels begin in the file
 * @param row turns a stored row into RGB
 */
record BmpHeader(
    long width,
    long height,
    int bits,
    int rowBits,
    long compression,
    boolean topDown,
    long pixelOffset,
    PixelRow row) {
  static final int RGB = 0;
  static final int RLE8 = 1;
  static final int RLE4 = 2;
  static final int BIT_FIELDS = 3;

  private static final int FILE_HEADER_BYTES = 14;

  /** Order of the bytes of a pixel by the masks of red, green, blue and alpha, as Pillow knows. */
  private static final Map<Masks, String> LAYOUTS_32 =
      Map.of(
          new Masks(0xff0000, 0xff00, 0xff, 0), "BGRX",
          new Masks(0xff000000L, 0xff0000, 0xff00, 0), "XBGR",
          new Masks(0xff000000L, 0xff0000, 0xff00, 0xff), "ABGR",
          new Masks(0xff, 0xff00, 0xff0000, 0xff000000L), "RGBA",
          new Masks(0xff0000, 0xff00, 0xff, 0xff000000L), "BGRA",
          new Masks(0, 0, 0, 0), "BGRA");

  private record Masks(long red, long green, long blue, long alpha) {}

  static BmpHeader read(Bytes file) throws Refusal {
    file.seek(10);
    long offset = file.u32le();
    long headerBytes = file.u32le();
    boolean os2 = headerBytes == 12;
    if (!os2
        && headerBytes != 40
        && headerBytes != 64
        && headerBytes != 108
        && headerBytes != 124) {
      throw Refusal.unsupported("BMP header: expected 12 to 124 bytes, found " + headerBytes);
    }
    file.at(file.position()).skip(headerBytes - 4);
    if (os2) {
      long width = file.u16le();
      long height = file.u16le();
      file.skip(2);
      return finish(file, offset, 12, width, height, false, file.u16le(), RGB, 0);
    }
    long width = file.u32le();
    long height = file.u32le();
    boolean topDown = height >> 24 == 0xff;
    height = topDown ? (1L << 32) - height : height;
    file.skip(2);
    int bits = file.u16le();
    long compression = file.u32le();
    file.skip(12);
    long colors = file.u32le();
    file.seek(FILE_HEADER_BYTES + headerBytes);
    return finish(file, offset, headerBytes, width, height, topDown, bits, compression, colors);
  }

  private static BmpHeader finish(
      Bytes file,
      long offset,
      long headerBytes,
      long width,
      long height,
      boolean topDown,
      int bits,
      long compression,
      long statedColors)
      throws Refusal {
    if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
      throw Refusal.unsupported("BMP: expected 1, 4, 8, 16, 24 or 32 bits, found " + bits);
    }
    if (compression > BIT_FIELDS) {
      throw Refusal.unsupported("BMP: expected compression 0 to 3, found " + compression);
    }
    String layout =
        compression == BIT_FIELDS ? readLayout(file, headerBytes, bits) : defaultLayout(bits);
    long colors = statedColors == 0 ? 1L << bits : statedColors;
    long pixels = offset;
    if (offset == FILE_HEADER_BYTES + headerBytes && bits <= 8) {
      pixels += 4 * colors;
    }
    PixelRow row = directRow(bits, layout);
    int rowBits = bits;
    if (bits <= 8) {
      Colors palette = readColors(file, colors, headerBytes == 12 ? 3 : 4);
      boolean runs = compression == RLE8 || compression == RLE4;
      rowBits = palette.rowBits(runs ? 8 : bits, runs);
      row = palette.row(rowBits);
    } else if (compression == RLE8 || compression == RLE4) {
      throw Refusal.corrupt("BMP: runs of palette indices, found %d bits".formatted(bits));
    }
    long start = pixels == 0 ? file.position() : pixels;
    return new BmpHeader(width, height, bits, rowBits, compression, topDown, start, row);
  }

  private static String defaultLayout(int bits) {
    return bits == 16 ? "555" : bits == 32 ? "BGRX" : "BGR";
  }

  private static String readLayout(Bytes file, long headerBytes, int bits) throws Refusal {
    Bytes at = file.at(FILE_HEADER_BYTES + 40);
    Masks masks = new Masks(at.u32le(), at.u32le(), at.u32le(), headerBytes >= 56 ? at.u32le() : 0);
    if (headerBytes == 40) {
      file.skip(12);
    }
    @Nullable String layout =
        switch (bits) {
          case 32 -> LAYOUTS_32.get(masks);
          case 24 -> isMask(masks, 0xff0000, 0xff00, 0xff) ? "BGR" : null;
          case 16 ->
              isMask(masks, 0xf800, 0x7e0, 0x1f)
                  ? "565"
                  : isMask(masks, 0x7c00, 0x3e0, 0x1f) ? "555" : null;
          default -> null;
        };
    if (layout == null) {
      throw Refusal.unsupported("BMP bit fields: found %d bits and %s".formatted(bits, masks));
    }
    return layout;
  }

  private static boolean isMask(Masks masks, long red, long green, long blue) {
    return masks.red == red && masks.green == green && masks.blue == blue;
  }

  private static PixelRow directRow(int bits, String layout) {
    if (bits == 16) {
      return PixelRow.packed16(layout.equals("565") ? 6 : 5);
    }
    return PixelRow.bytes(layout);
  }

  private record Colors(int count, boolean ramp, Palette palette) {

    /**
     * Pillow reads black and white as mode 1 and a gray ramp as mode L whatever the bits; the
     * latter only works out for 8 bits.
     */
    int rowBits(int bits, boolean runs) throws Refusal {
      if (!ramp) {
        return bits;
      }
      if (runs && count == 2) {
        throw Refusal.unsupported("BMP: runs of black and white");
      }
      return count == 2 ? 1 : 8;
    }

    PixelRow row(int bits) {
      return ramp ? PixelRow.gray(bits, 1) : PixelRow.palette(bits, palette);
    }
  }

  private static Colors readColors(Bytes file, long colors, int entryBytes) throws Refusal {
    if (colors > 65536) {
      throw Refusal.corrupt("BMP palette: expected at most 65536 colors, found " + colors);
    }
    int bytes = (int) Math.min(colors * entryBytes, file.remaining());
    byte[] entries = file.slice(bytes).array();
    boolean ramp = bytes == colors * entryBytes;
    for (int i = 0; ramp && i < colors; i++) {
      int gray = colors == 2 ? 255 * i : i;
      for (int c = 0; c < 3; c++) {
        ramp &= (entries[i * entryBytes + c] & 0xff) == gray;
      }
    }
    Palette palette = Palette.of(entryBytes == 4 ? "BGRX" : "BGR", ramp ? null : entries);
    return new Colors((int) colors, ramp, palette);
  }
}
