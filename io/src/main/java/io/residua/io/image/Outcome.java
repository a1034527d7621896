package io.residua.io.image;

import io.residua.backbone.Extent;

/** What became of one encoded image. */
public sealed interface Outcome {

  /**
   * The pixels are in the buffer that was given.
   *
   * @param width columns of the whole image, EXIF orientation applied
   * @param height rows of the whole image, EXIF orientation applied
   * @param seen extent of the pixels in the buffer, or of those of each frame of a clip
   */
  record Decoded(int width, int height, Extent seen) implements Outcome {}

  /**
   * There are no pixels.
   *
   * @param detail one line for a person: what was expected, what was found
   */
  record Refused(QuarantineCode code, String detail) implements Outcome {}
}
