package io.residua.io.image;

import io.residua.backbone.Geometry;

/** Reads one format. Keeps nothing of an image. */
interface Codec {

  /**
   * The first frame of {@code file}, EXIF orientation applied, converted as Pillow's {@code
   * convert("RGB")}: alpha dropped, palettes expanded. The limits are checked before any pixel.
   *
   * @return a picture the caller closes
   * @throws Refusal when Pillow would refuse the file or a limit is exceeded
   */
  Picture read(Bytes file, DecodeLimits limits) throws Refusal;

  /**
   * The reader of {@code format}.
   *
   * @param geometry what is seen of the image
   */
  static Codec of(ImageFormat format, Geometry geometry) {
    return switch (format) {
      case JPEG -> new JpegCodec(geometry);
      case PNG -> new PngCodec();
      case GIF -> new GifCodec();
      case BMP -> new BmpCodec();
      case WEBP -> new WebpCodec();
      case TIFF -> new TiffCodec();
      default -> throw new IllegalArgumentException("[image] no codec of " + format);
    };
  }

  /** Refuses a size that the limits do not allow, or that is no size. */
  static void checkSize(long width, long height, DecodeLimits limits) throws Refusal {
    if (width <= 0 || height <= 0) {
      throw Refusal.corrupt("size: expected 1x1 or more, found %dx%d".formatted(width, height));
    }
    long side = Math.max(width, height);
    if (side > limits.maxSide() || width * height > limits.maxPixels()) {
      throw new Refusal(
          QuarantineCode.TOO_MANY_PIXELS,
          "size: expected at most %d pixels and %d a side, found %dx%d"
              .formatted(limits.maxPixels(), limits.maxSide(), width, height));
    }
  }
}
