package io.residua.io.image;

/** JPEG by OpenCV's libjpeg-turbo, whose pixels are Pillow's. */
final class JpegCodec implements Codec {
  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    JpegHeader header = JpegHeader.read(file, limits.maxScans());
    Codec.checkSize(header.width(), header.height(), limits);
    if (!header.complete() && (header.multipleScans() || !JpegEntropy.complete(file))) {
      throw new Refusal(
          QuarantineCode.TRUNCATED,
          "JPEG: expected an end marker or all rows, found the end of the file");
    }
    Picture picture = OpenCv.decodeRgb(file);
    if (picture.width() != header.width() || picture.height() != header.height()) {
      picture.close();
      throw Refusal.corrupt("JPEG: the frame header's size is not that of the pixels");
    }
    picture.orient(header.orientation());
    return picture;
  }
}
