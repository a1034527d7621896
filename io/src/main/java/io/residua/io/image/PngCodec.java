package io.residua.io.image;

final class PngCodec implements Codec {
  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    return OpenCv.decodeRgb(file);
  }
}
