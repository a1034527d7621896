package io.residua.backbone;

/**
 * torchvision's {@code Resize} and {@code CenterCrop}: which pixels of an image a network sees.
 *
 * @param resize length of the shorter side after resizing, in pixels (antialiased; the longer side
 *     is truncated, not rounded)
 * @param crop side of the square cut from the centre, in pixels
 * @param interpolation filter of the resizing
 */
public record ResizeAndCrop(int resize, int crop, Interpolation interpolation) implements Geometry {

  public ResizeAndCrop {
    if (crop < 1 || resize < crop || resize > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          "[preprocessing] expected 1 <= crop <= resize <= %d, found crop %d and resize %d; give other sides"
              .formatted(LONGEST_SIDE, crop, resize));
    }
  }

  /** torchvision 0.14's {@code Resize}: the longer side is {@code int(resize * long / short)}. */
  @Override
  public Extent resized(int width, int height) {
    return width <= height
        ? new Extent(resize, longer(height, width))
        : new Extent(longer(width, height), resize);
  }

  private int longer(int longSide, int shortSide) {
    return Math.toIntExact((long) resize * longSide / shortSide);
  }

  @Override
  public Extent seen(int width, int height) {
    return new Extent(crop, crop);
  }

  @Override
  public Extent padded(Extent seen) {
    return seen;
  }

  @Override
  public boolean alike() {
    return true;
  }

  @Override
  public int mostPixels() {
    return crop * crop;
  }

  @Override
  public int mostPaddedPixels() {
    return mostPixels();
  }

  @Override
  public String figures() {
    return "resize=" + resize + ",crop=" + crop + ",interpolation=" + interpolation.label();
  }
}
