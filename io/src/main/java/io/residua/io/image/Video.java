package io.residua.io.image;

/** The frames of one file. Whoever opened it closes it. */
interface Video extends AutoCloseable {
  /** Frames of a file, at most: half an hour at 50 frames a second would be 90,000. */
  int MOST_FRAMES = 100_000;

  /** Frames there are, at least 1. */
  int frames();

  /**
   * A frame, converted as a {@link Codec} does.
   *
   * @param index from 0, not below that of the call before
   * @return a picture the caller closes
   * @throws Refusal when this frame, or one it builds on, cannot be read
   */
  Picture frame(int index) throws Refusal;

  @Override
  void close();

  /**
   * Opens a file of frames.
   *
   * @throws Refusal when it is none, or a limit is exceeded
   */
  static Video of(Bytes file, DecodeLimits limits) throws Refusal {
    ImageFormat format = ImageFormat.of(file);
    return switch (format) {
      case GIF -> new GifVideo(file, limits);
      case TIFF -> new TiffVideo(file, limits);
      case WEBP -> new WebpVideo(file, limits);
      default ->
          throw Refusal.unsupported(
              "video: expected a GIF, TIFF or WebP of several frames, or a folder of frames, found one "
                  + format);
    };
  }

  /** Refuses a file of too many frames. */
  static void requireAtMost(int most, int found) throws Refusal {
    if (found > most) {
      throw new Refusal(
          QuarantineCode.TOO_MANY_PIXELS,
          "frames: expected at most %d, found more".formatted(most));
    }
  }
}
