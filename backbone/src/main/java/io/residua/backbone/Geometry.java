package io.residua.backbone;

/**
 * Which pixels of an image a network sees: how it is resized, what is cut from it, and to which
 * extent it is padded. Every side is bounded by {@link #LONGEST_SIDE}.
 */
public sealed interface Geometry permits ResizeAndCrop, ShorterEdge, ReducedJpeg {

  /** Longest side a recipe may ask for, in pixels: 48 MiB of uint8 RGB a square image. */
  int LONGEST_SIDE = 4096;

  /** Filter of the resizing. */
  Interpolation interpolation();

  /**
   * Size of the whole image resized, of which perhaps only a part is seen.
   *
   * @param width columns of the image, EXIF orientation applied
   * @param height rows of the image, EXIF orientation applied
   */
  Extent resized(int width, int height);

  /**
   * Size of what the network sees of an image.
   *
   * @param width columns of the image, EXIF orientation applied
   * @param height rows of the image, EXIF orientation applied
   */
  Extent seen(int width, int height);

  /**
   * Size of the network's input for what it sees, at the top left of it; the rest is zero after
   * normalization.
   */
  Extent padded(Extent seen);

  /**
   * First column, or row, of a resized image that is seen, from the middle: torchvision 0.14's
   * {@code CenterCrop} rounds half to even, and pads {@code (seen - full) / 2} on the near side
   * where the image is smaller, which is a negative offset.
   *
   * @param full columns, or rows, of the resized image
   * @param seen columns, or rows, of it that are seen
   */
  static int offset(int full, int seen) {
    return full < seen ? -((seen - full) / 2) : (int) Math.rint((full - seen) / 2.0);
  }

  /**
   * What a JPEG file's sides are divided by when it is decoded, before it is resized: 1, or 2, 4 or
   * 8 in {@link ReducedJpeg}.
   *
   * @param width columns of the image, EXIF orientation applied
   * @param height rows of the image, EXIF orientation applied
   */
  default int jpegDenominator(int width, int height) {
    return 1;
  }

  /** Whether the network's input has one extent for all images. */
  boolean alike();

  /** Most pixels seen of any image. */
  int mostPixels();

  /** Most pixels of the network's input for any image. */
  int mostPaddedPixels();

  /** Every figure, as a written-out recipe has it: {@code resize=256,crop=224,interpolation=…}. */
  String figures();

  /**
   * The geometry of {@link #figures}.
   *
   * @throws IllegalArgumentException when a figure is missing, unknown or out of its range
   */
  static Geometry of(String figures) {
    Figures given = Figures.of(figures);
    Geometry geometry = given.geometry();
    given.requireNoneLeft();
    return geometry;
  }
}
