package io.residua.io.image;

import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;

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

  /** What a network sees of an image of {@code width x height}. */
  static Window of(Geometry geometry, int width, int height) {
    Extent full = geometry.resized(width, height);
    Extent seen = geometry.seen(width, height);
    return new Window(
        full.width(),
        full.height(),
        Geometry.offset(full.width(), seen.width()),
        Geometry.offset(full.height(), seen.height()),
        seen.width(),
        seen.height());
  }

  /** The whole image resized to {@code width x height}. */
  static Window whole(int width, int height) {
    return new Window(width, height, 0, 0, width, height);
  }
}
