package io.residua.io.image;

final class BmpCodec implements Codec {
  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    return OpenCv.decodeRgb(file);
  }
}
