package io.residua.backbone;

/**
 * Another geometry, for which JPEG files are decoded no larger than it needs: at 1/2, 1/4 or 1/8 of
 * their sides, by libjpeg's smaller inverse DCT (jddctmgr.c, {@code scale_denom}). Quicker where
 * images are much larger than what is seen of them, and other pixels: those of the mean of some
 * neighbours, then resized. Images that are not larger by 2 or more give the same pixels.
 *
 * @param of what is seen
 */
public record ReducedJpeg(Geometry of) implements Geometry {

  private static final int SMALLEST = 8;

  public ReducedJpeg {
    if (of instanceof ReducedJpeg) {
      throw new IllegalArgumentException(
          "[preprocessing] jpeg=reduced: expected once, found twice; leave one out");
    }
  }

  /** The largest of 8, 4 and 2 that leaves as many pixels a side as resizing does; else 1. */
  @Override
  public int jpegDenominator(int width, int height) {
    Extent resized = of.resized(width, height);
    int denominator = SMALLEST;
    while (denominator > 1
        && (width / denominator < resized.width() || height / denominator < resized.height())) {
      denominator /= 2;
    }
    return denominator;
  }

  @Override
  public Interpolation interpolation() {
    return of.interpolation();
  }

  @Override
  public Extent resized(int width, int height) {
    return of.resized(width, height);
  }

  @Override
  public Extent seen(int width, int height) {
    return of.seen(width, height);
  }

  @Override
  public Extent padded(Extent seen) {
    return of.padded(seen);
  }

  @Override
  public boolean alike() {
    return of.alike();
  }

  @Override
  public int mostPixels() {
    return of.mostPixels();
  }

  @Override
  public int mostPaddedPixels() {
    return of.mostPaddedPixels();
  }

  @Override
  public String figures() {
    return of.figures() + ",jpeg=reduced";
  }
}
