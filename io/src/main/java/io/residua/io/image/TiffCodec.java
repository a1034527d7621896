package io.residua.io.image;

/**
 * The first image of a TIFF file. Stored, LZW, Deflate and PackBits data are read here, sample for
 * sample as Pillow 9.4 does; fax and JPEG data by OpenCV's libtiff.
 */
final class TiffCodec implements Codec {
  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    return read(file, TiffDirectory.read(file), limits);
  }

  /** The image of one directory of {@code file}; of libtiff's formats, of the first only. */
  static Picture read(Bytes file, TiffDirectory directory, DecodeLimits limits) throws Refusal {
    TiffLayout layout = TiffLayout.of(directory);
    Codec.checkSize(layout.width(), layout.height(), limits);
    int orientation = directory.orientation();
    Picture picture;
    if (layout.readByLibtiff()) {
      picture = OpenCv.decodeRgb(directory.fileWithoutOrientation());
    } else {
      picture = new TiffPixels(file, directory, layout).read();
    }
    // Pillow 9.4 turns a TIFF when it loads it and leaves the tag, so exif_transpose turns it
    // again.
    picture.orient(orientation);
    picture.orient(orientation);
    return picture;
  }
}
