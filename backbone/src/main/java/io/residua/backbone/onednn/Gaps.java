package io.residua.backbone.onednn;

import java.nio.ByteBuffer;

/**
 * Zeroes what lies between images that lie side by side, so that to a kernel of 3x3 every image has
 * its own padding.
 */
final class Gaps {
  private final ByteBuffer values;
  private final int rows;
  private final int images;
  private final int imageBytes;
  private final int gapBytes;
  private final byte[] zeros;

  /**
   * Of an activation.
   *
   * @param values all of its bytes; a view
   */
  Gaps(Activation activation, int images, ByteBuffer values) {
    int pixelBytes = activation.shape().channels() * activation.encoding().type().bytes();
    this.values = values;
    this.rows = activation.shape().height();
    this.images = images;
    this.imageBytes = activation.pitch() * pixelBytes;
    this.gapBytes = (activation.pitch() - activation.shape().width()) * pixelBytes;
    this.zeros = new byte[gapBytes];
  }

  /** Zeroes all of them. */
  void clear() {
    for (int image = 1; image <= rows * images; image++) {
      values.put(image * imageBytes - gapBytes, zeros);
    }
  }
}
