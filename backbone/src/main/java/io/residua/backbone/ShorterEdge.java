package io.residua.backbone;

/**
 * Detectron2's {@code ResizeShortestEdge} (detectron2/data/transforms/augmentation_impl.py) and
 * {@code ImageList.from_tensors} with a {@code size_divisibility}: the shorter side gets its length
 * unless the longer one would get too long; nothing is cut; the image is padded right and below to
 * its own multiple of the divisor.
 *
 * @param shorter length of the shorter side after resizing, in pixels; 800 is {@code
 *     INPUT.MIN_SIZE_TEST} of detectron2/config/defaults.py
 * @param longest most pixels of the longer side after resizing; 1333 is {@code INPUT.MAX_SIZE_TEST}
 * @param divisor what both sides are padded to a multiple of; 32 is the {@code size_divisibility}
 *     of FPN (detectron2/modeling/backbone/fpn.py) on stages of stride 4 to 32
 * @param interpolation filter of the resizing; Pillow's bilinear in {@code ResizeTransform}
 */
public record ShorterEdge(int shorter, int longest, int divisor, Interpolation interpolation)
    implements Geometry {

  /** Largest divisor; the deepest stage's stride is 32. */
  static final int LARGEST_DIVISOR = 256;

  public ShorterEdge {
    if (shorter < 1 || longest < shorter || longest > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          "[preprocessing] expected 1 <= shorter <= longest <= %d, found shorter %d and longest %d; give other sides"
              .formatted(LONGEST_SIDE, shorter, longest));
    }
    if (divisor < 1 || divisor > LARGEST_DIVISOR) {
      throw new IllegalArgumentException(
          "[preprocessing] divisor: expected 1 to %d, found %d; give 32, the stride of conv5_x"
              .formatted(LARGEST_DIVISOR, divisor));
    }
  }

  /**
   * {@code ResizeShortestEdge.get_output_shape}, its float64 operations in the same order: sides
   * are {@code int(side + 0.5)}. Where it would leave no pixel of a side, which Pillow refuses, one
   * is left.
   */
  @Override
  public Extent resized(int width, int height) {
    double scale = (double) shorter / Math.min(height, width);
    double newHeight = height < width ? shorter : scale * height;
    double newWidth = height < width ? scale * width : shorter;
    double longer = Math.max(newHeight, newWidth);
    if (longer > longest) {
      scale = longest / longer;
      newHeight *= scale;
      newWidth *= scale;
    }
    return new Extent(Math.max((int) (newWidth + 0.5), 1), Math.max((int) (newHeight + 0.5), 1));
  }

  @Override
  public Extent seen(int width, int height) {
    return resized(width, height);
  }

  @Override
  public Extent padded(Extent seen) {
    return new Extent(padded(seen.width()), padded(seen.height()));
  }

  private int padded(int side) {
    return (side + divisor - 1) / divisor * divisor;
  }

  @Override
  public boolean alike() {
    return false;
  }

  @Override
  public int mostPixels() {
    return shorter * longest;
  }

  @Override
  public int mostPaddedPixels() {
    return padded(shorter) * padded(longest);
  }

  @Override
  public String figures() {
    return "shorter=%s,longest=%s,divisor=%s,interpolation=%s"
        .formatted(
            Integer.toString(shorter),
            Integer.toString(longest),
            Integer.toString(divisor),
            interpolation.label());
  }
}
