package io.residua.io.features;

import io.residua.backbone.Extent;
import java.util.Objects;

/**
 * An image a stage map is of, and where the map lies on it. The point (x, y) of the network's
 * input, in pixels, is at ((x + left) / scaleX, (y + top) / scaleY) of the image; a cell of the map
 * covers stride x stride pixels of the input.
 *
 * @param uri as planned
 * @param width columns of the whole image, EXIF orientation applied
 * @param height rows of the whole image, EXIF orientation applied
 * @param valid the columns and rows of the network's input that are image, from its top left; the
 *     rest is padding
 * @param left column of the resized image at which the input begins; 0 unless cropped
 * @param top row of the resized image at which the input begins; 0 unless cropped
 * @param scaleX columns of the resized image by those of the whole image
 * @param scaleY rows of the resized image by those of the whole image
 */
public record MapRow(
    String uri,
    int width,
    int height,
    Extent valid,
    int left,
    int top,
    double scaleX,
    double scaleY) {

  public MapRow {
    Objects.requireNonNull(valid, "valid");
    if (width < 1 || height < 1 || left < 0 || top < 0) {
      throw new IllegalArgumentException(
          "[%s] expected an image of 1 x 1 pixels or more and an input that begins on it, found %d x %d and (%d, %d)"
              .formatted(uri, width, height, left, top));
    }
    if (!positive(scaleX) || !positive(scaleY)) {
      throw new IllegalArgumentException(
          "[%s] scale: expected finite factors above 0, found %s and %s"
              .formatted(uri, scaleX, scaleY));
    }
  }

  private static boolean positive(double scale) {
    return scale > 0 && scale < Double.POSITIVE_INFINITY;
  }
}
