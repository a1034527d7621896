package io.residua.backbone;

/**
 * Extents of one image's feature map, layout CHW.
 *
 * @param channels channels, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record FeatureShape(int channels, int height, int width) {

  public FeatureShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "[feature shape] expected extents of at least 1, found [%d, %d, %d]; give a larger image"
              .formatted(channels, height, width));
    }
  }

  /** Values of one image's map: channels x height x width. */
  public long size() {
    return (long) channels * height * width;
  }
}
