package io.residua.backbone;

/**
 * Extents of the feature map of one image or clip, layout CTHW; CHW where there is one frame.
 *
 * @param channels channels, at least 1
 * @param frames frames, at least 1; 1 for an image
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record FeatureShape(int channels, int frames, int height, int width) {

  public FeatureShape {
    if (channels < 1 || frames < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "[feature shape] expected extents of at least 1, found [%d, %d, %d, %d]; give a larger image"
              .formatted(channels, frames, height, width));
    }
  }

  /** The map of one image. */
  public FeatureShape(int channels, int height, int width) {
    this(channels, 1, height, width);
  }

  /** Values of one map: channels x frames x height x width. */
  public long size() {
    return (long) channels * frames * height * width;
  }

  /** Rows of all frames, one under the other. */
  public int rows() {
    return frames * height;
  }

  /** Pixels of all frames. */
  public int pixels() {
    return rows() * width;
  }
}
