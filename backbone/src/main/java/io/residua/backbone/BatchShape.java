package io.residua.backbone;

/**
 * What the input of one pass holds.
 *
 * @param images images or clips
 * @param frames frames of a clip, 1 for images
 * @param frame extent of a frame
 */
public record BatchShape(int images, int frames, Extent frame) {

  /** Values of one image or clip, of three channels. */
  public long imageValues() {
    return 3L * frames * frame.pixels();
  }

  /**
   * Refuses values that do not belong into such a batch.
   *
   * @param index of the image or clip
   * @param valid extent of its frames
   * @param values found
   * @throws IllegalArgumentException when there is no such image, or it is too large or has too few
   *     values
   */
  public void require(int index, Extent valid, int values) {
    if (index < 0 || index >= images) {
      throw new IllegalArgumentException(
          "[batch] image: expected 0 to %d, found %d".formatted(images - 1, index));
    }
    if (valid.width() > frame.width() || valid.height() > frame.height()) {
      throw new IllegalArgumentException(
          "[batch] image %d: expected at most %d x %d pixels, found %d x %d"
              .formatted(index, frame.height(), frame.width(), valid.height(), valid.width()));
    }
    long expected = 3L * frames * valid.pixels();
    if (values < expected) {
      throw new IllegalArgumentException(
          "[batch] image %d: expected %d values for %s%d x %d x 3, found %d"
              .formatted(
                  index,
                  expected,
                  frames == 1 ? "" : frames + " x ",
                  valid.height(),
                  valid.width(),
                  values));
    }
  }
}
