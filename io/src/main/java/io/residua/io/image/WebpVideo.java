package io.residua.io.image;

/**
 * The frames of an animated WebP file, composed by libwebp's {@code WebPAnimDecoder} as Pillow has
 * them. Each call begins at the first frame, on which the others build.
 */
final class WebpVideo implements Video {
  private final Bytes file;
  private final DecodeLimits limits;
  private final int frames;

  WebpVideo(Bytes file, DecodeLimits limits) throws Refusal {
    this.file = file;
    this.limits = limits;
    this.frames = count(file, WebpCodec.check(file, limits));
  }

  @Override
  public int frames() {
    return Math.max(frames, 1);
  }

  @Override
  public Picture frame(int index) throws Refusal {
    return frames == 0 ? new WebpCodec().read(file, limits) : OpenCv.decodeFrameRgb(file, index);
  }

  /** Nothing is held but the file's bytes. */
  @Override
  public void close() {}

  /** Chunks that hold a frame; none in a still image. */
  private static int count(Bytes file, long end) throws Refusal {
    int frames = 0;
    Bytes at = file.at(12);
    while (at.position() + 8 <= end) {
      frames += file.has(at.position(), "ANMF") ? 1 : 0;
      Video.requireAtMost(MOST_FRAMES, frames);
      at.skip(4);
      long length = at.u32le();
      at.skip(length);
      at.skip(Math.min(length & 1, at.remaining()));
    }
    return frames;
  }
}
