package io.residua.io.image;

/** What became of one encoded image. */
public sealed interface Outcome {

  /**
   * The pixels are in the buffer that was given.
   *
   * @param width columns of the whole image, EXIF orientation applied
   * @param height rows of the whole image, EXIF orientation applied
   */
  record Decoded(int width, int height) implements Outcome {}

  /**
   * There are no pixels.
   *
   * @param detail one line for a person: what was expected, what was found
   */
  record Refused(QuarantineCode code, String detail) implements Outcome {}
}
