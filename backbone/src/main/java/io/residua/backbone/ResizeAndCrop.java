package io.residua.backbone;

/**
 * torchvision's {@code Resize} and {@code CenterCrop}: which pixels of an image a network sees.
 *
 * @param resize length of the shorter side after resizing, in pixels (antialiased; the longer side
 *     is truncated, not rounded)
 * @param crop side of the square cut from the centre, in pixels
 * @param interpolation filter of the resizing
 */
public record ResizeAndCrop(int resize, int crop, Interpolation interpolation) {

  public ResizeAndCrop {
    if (crop < 1 || resize < crop) {
      throw new IllegalArgumentException(
          "[preprocessing] expected 1 <= crop <= resize, found crop %d and resize %d"
              .formatted(crop, resize));
    }
  }
}
