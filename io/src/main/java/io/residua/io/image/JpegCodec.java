package io.residua.io.image;

import io.residua.backbone.Geometry;

/** JPEG by OpenCV's libjpeg-turbo, whose pixels are Pillow's. */
final class JpegCodec implements Codec {
  private final Geometry geometry;

  /**
   * @param geometry which may let the image be decoded smaller than it is
   */
  JpegCodec(Geometry geometry) {
    this.geometry = geometry;
  }

  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    JpegHeader header = JpegHeader.read(file, limits.maxScans());
    Codec.checkSize(header.width(), header.height(), limits);
    if (!header.complete() && (header.multipleScans() || !JpegEntropy.complete(file))) {
      throw new Refusal(
          QuarantineCode.TRUNCATED,
          "JPEG: expected an end marker or all rows, found the end of the file");
    }
    int denominator = denominator(header);
    Picture picture = OpenCv.decodeRgb(file, denominator);
    if (!picture.reducedFrom(header.width(), header.height(), denominator)) {
      picture.close();
      throw Refusal.corrupt("JPEG: the frame header's size is not that of the pixels");
    }
    picture.orient(header.orientation());
    return picture;
  }

  private int denominator(JpegHeader header) {
    boolean upright = header.orientation() < 5;
    return upright
        ? geometry.jpegDenominator(header.width(), header.height())
        : geometry.jpegDenominator(header.height(), header.width());
  }
}
