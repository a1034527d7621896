package io.residua.io.image;

/** Windows and OS/2 bitmaps, as Pillow 9.4's {@code BmpImagePlugin} reads them. */
final class BmpCodec implements Codec {
  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    BmpHeader header = BmpHeader.read(file);
    Codec.checkSize(header.width(), header.height(), limits);
    Bytes pixels = file.at(header.pixelOffset());
    int width = (int) header.width();
    int height = (int) header.height();
    if (header.compression() == BmpHeader.RLE8 || header.compression() == BmpHeader.RLE4) {
      byte[] indices = runLengths(pixels, width, height, header.compression() == BmpHeader.RLE4);
      Bytes rows = new Bytes(indices, indices.length);
      return draw(rows, width, height, width, width, header);
    }
    int stride = (int) (((long) width * header.bits() + 31) / 32 * 4);
    int rowBytes = (int) (((long) width * header.rowBits() + 7) / 8);
    return draw(pixels, width, height, rowBytes, stride, header);
  }

  private static Picture draw(
      Bytes rows, int width, int height, int rowBytes, int stride, BmpHeader header)
      throws Refusal {
    long needed = (long) stride * (height - 1) + rowBytes;
    if (needed > rows.remaining()) {
      throw Refusal.truncated("BMP pixels", needed, rows.remaining());
    }
    if (rowBytes > stride) {
      throw Refusal.corrupt("BMP: a row of %d bytes in %d".formatted(rowBytes, stride));
    }
    Picture picture = Picture.black(width, height);
    byte[] rgb = new byte[3 * width];
    for (int i = 0; i < height; i++) {
      header.row().toRgb(rows.array(), rows.position() + i * stride, width, rgb);
      picture.put(0, header.topDown() ? i : height - 1 - i, rgb, width);
    }
    return picture;
  }

  /**
   * Palette indices of a run-length coded bitmap, uint8 [height, width] in stored order. What is
   * beyond the image is dropped.
   */
  private static byte[] runLengths(Bytes file, int width, int height, boolean nibbles)
      throws Refusal {
    byte[] out = new byte[Math.multiplyExact(width, height)];
    long size = 0;
    int x = 0;
    while (size < out.length && file.remaining() >= 2) {
      int count = file.u8();
      int value = file.u8();
      if (count > 0) {
        int fits = Math.min(count, Math.max(0, width - x));
        for (int i = 0; i < fits; i++) {
          put(out, size++, nibbles ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
        }
        x += fits;
      } else if (value == 0) {
        size = (size + width - 1) / width * width;
        x = 0;
      } else if (value == 1) {
        break;
      } else if (value == 2) {
        if (file.remaining() < 4) {
          break;
        }
        file.skip(2);
        size += file.u8() + (long) file.u8() * width;
        x = (int) (size % width);
      } else {
        int bytes = nibbles ? value / 2 : value;
        int available = Math.min(bytes, file.remaining());
        for (int i = 0; i < available; i++) {
          int pair = file.u8();
          if (nibbles) {
            put(out, size++, pair >> 4);
            put(out, size++, pair & 15);
          } else {
            put(out, size++, pair);
          }
        }
        if (available < bytes) {
          break;
        }
        x += value;
        file.skip(file.position() % 2 != 0 && file.remaining() > 0 ? 1 : 0);
      }
    }
    if (size < out.length) {
      throw Refusal.truncated("BMP runs", out.length, size);
    }
    return out;
  }

  private static void put(byte[] out, long at, int value) {
    if (at < out.length) {
      out[(int) at] = (byte) value;
    }
  }
}
