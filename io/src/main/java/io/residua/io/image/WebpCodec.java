package io.residua.io.image;

import org.jspecify.annotations.Nullable;

/** The first frame of a WebP file by OpenCV's libwebp. */
final class WebpCodec implements Codec {
  private static final int EXIF_FLAG = 0x08;

  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    int orientation = ExifOrientation.of(exif(file, check(file, limits)), null);
    Picture picture = OpenCv.decodeRgb(file);
    picture.orient(orientation);
    return picture;
  }

  /**
   * Checks the container's length and canvas.
   *
   * @return the byte behind the container
   */
  static long check(Bytes file, DecodeLimits limits) throws Refusal {
    file.seek(4);
    long riffBytes = file.u32le();
    if (riffBytes > file.length() - 8) {
      throw Refusal.truncated("WebP", riffBytes + 8, file.length());
    }
    file.seek(12);
    checkCanvas(file, limits);
    return riffBytes + 8;
  }

  /** Container specification: sizes are 24-bit minus one (VP8X), 14-bit (VP8), 14-bit minus one. */
  private static void checkCanvas(Bytes file, DecodeLimits limits) throws Refusal {
    Bytes data = file.at(20);
    if (file.has(12, "VP8X")) {
      data.skip(4);
      long width = 1 + data.u16le() + ((long) data.u8() << 16);
      long height = 1 + data.u16le() + ((long) data.u8() << 16);
      Codec.checkSize(width, height, limits);
    } else if (file.has(12, "VP8 ")) {
      data.skip(6);
      Codec.checkSize(data.u16le() & 0x3fff, data.u16le() & 0x3fff, limits);
    } else if (file.has(12, "VP8L")) {
      data.skip(1);
      long sizes = data.u32le();
      Codec.checkSize(1 + (sizes & 0x3fff), 1 + ((sizes >> 14) & 0x3fff), limits);
    } else {
      throw Refusal.corrupt("WebP: expected VP8, VP8L or VP8X, found another chunk");
    }
  }

  /**
   * The EXIF chunk of an extended file that announces one.
   *
   * @throws Refusal when a chunk reaches beyond the end
   */
  private static @Nullable Bytes exif(Bytes file, long end) throws Refusal {
    boolean announced = file.has(12, "VP8X") && (file.peek(20) & EXIF_FLAG) != 0;
    Bytes exif = null;
    Bytes at = file.at(12);
    while (at.position() + 8 <= end) {
      boolean found = exif == null && announced && file.has(at.position(), "EXIF");
      at.skip(4);
      long length = at.u32le();
      exif = found ? at.at(at.position()).slice(length) : exif;
      at.skip(length);
      at.skip(Math.min(length & 1, at.remaining()));
    }
    return exif;
  }
}
