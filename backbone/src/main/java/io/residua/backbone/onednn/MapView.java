package io.residua.backbone.onednn;

import io.residua.backbone.FeatureShape;
import java.nio.ByteBuffer;

/**
 * One image's map where it lies, channels last.
 *
 * @param values from its first value on, to the end of what holds it; a view
 * @param encoding of them
 * @param shape of the map
 * @param rowValues values from one row to the next
 */
record MapView(ByteBuffer values, Encoding encoding, FeatureShape shape, int rowValues) {

  /** Number of the first value of a row of pixels. */
  int row(int y) {
    return y * rowValues;
  }

  /** Number of the first value of a pixel, counted row by row. */
  int pixel(int pixel) {
    return pixel / shape.width() * rowValues + pixel % shape.width() * shape.channels();
  }
}
