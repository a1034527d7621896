package io.residua.backbone;

/**
 * Size of an image or of a part of one.
 *
 * @param width columns, in pixels
 * @param height rows, in pixels
 */
public record Extent(int width, int height) {

  public Extent {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "[extent] expected 1 x 1 pixels or more, found %d x %d".formatted(width, height));
    }
  }

  /** Columns times rows. */
  public int pixels() {
    return Math.multiplyExact(width, height);
  }
}
