package io.residua.io.image;

/**
 * What is cut from a resized image: {@code width x height} pixels from ({@code left}, {@code top})
 * of an image that would be {@code fullWidth x fullHeight}. Where the cut reaches beyond the image
 * (negative offsets) it is black, as torchvision pads.
 *
 * @param fullWidth columns of the whole resized image, of which only the cut is ever made
 * @param fullHeight rows of the whole resized image
 * @param left first column of the cut, negative where the image is narrower than the cut
 * @param top first row of the cut, negative where the image is lower than the cut
 * @param width columns of the cut
 * @param height rows of the cut
 */
record Window(int fullWidth, int fullHeight, int left, int top, int width, int height) {

  /**
   * torchvision 0.14's {@code Resize(resize)} and {@code CenterCrop(crop)}: the shorter side
   * becomes {@code resize}, the longer {@code int(resize * long / short)}; the crop's offset is
   * rounded half to even.
   */
  static Window resizeAndCrop(int width, int height, int resize, int crop) {
    int fullWidth = width <= height ? resize : longSide(resize, width, height);
    int fullHeight = width <= height ? longSide(resize, height, width) : resize;
    return new Window(
        fullWidth, fullHeight, offset(fullWidth, crop), offset(fullHeight, crop), crop, crop);
  }

  /** The whole image resized to {@code width x height}. */
  static Window whole(int width, int height) {
    return new Window(width, height, 0, 0, width, height);
  }

  private static int longSide(int resize, int longer, int shorter) {
    return Math.toIntExact((long) resize * longer / shorter);
  }

  /** CenterCrop pads {@code (crop - full) / 2} on the near side where the image is smaller. */
  private static int offset(int full, int crop) {
    return full < crop ? -((crop - full) / 2) : (int) Math.rint((full - crop) / 2.0);
  }
}
