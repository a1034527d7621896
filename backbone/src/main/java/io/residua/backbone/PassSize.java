package io.residua.backbone;

/**
 * How many images one forward pass takes. A pass over larger images takes fewer, so that its
 * activations stay within those of a batch of 224 x 224; an image's features do not depend on it.
 *
 * @param batchSize images of up to 224 x 224 pixels, at least 1
 */
public record PassSize(int batchSize) {

  /** Pixels of the image that a batch size counts: torchvision's crop of 224. */
  private static final long REFERENCE_PIXELS = 224 * 224;

  public PassSize {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "[batch-size] expected at least 1, found %d".formatted(batchSize));
    }
  }

  /**
   * Images, or clips, of one pass, 1 to {@link #batchSize}.
   *
   * @param height rows of an image or frame, in pixels
   * @param width columns of an image or frame, in pixels
   */
  public int images(int height, int width) {
    long fitting = batchSize * REFERENCE_PIXELS / ((long) height * width);
    return (int) Math.max(1, Math.min(batchSize, fitting));
  }
}
