package io.residua.io.image;

/** PNG and the first frame of APNG, read as Pillow 9.4 reads them. */
final class PngCodec implements Codec {
  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    PngChunks chunks = new PngChunks(file);
    long length = chunks.readHeader();
    Codec.checkSize(chunks.width, chunks.height, limits);
    PngPixels pixels = new PngPixels(file, chunks);
    Picture picture = Picture.black((int) chunks.width, (int) chunks.height);
    try {
      pixels.read(picture, length);
      chunks.readTrailer();
      picture.orient(chunks.orientation());
      return picture;
    } catch (Refusal | RuntimeException e) {
      picture.close();
      throw e;
    }
  }
}
