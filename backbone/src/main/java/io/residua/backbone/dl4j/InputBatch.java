package io.residua.backbone.dl4j;

import io.residua.backbone.BatchShape;
import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.PixelNormalization;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The images or clips of a pass as the stem reads them: float32 NHWC or NTHWC, RGB, normalized. The
 * slot closes it.
 */
final class InputBatch implements AutoCloseable {
  private static final int CHANNELS = 3;
  private static final int PIXEL_VALUES = 256;

  private final BatchShape shape;
  private final int height;
  private final int width;
  private final INDArray array;
  private final float[] row;

  /**
   * A batch of undefined values.
   *
   * @param temporal whether of clips
   */
  InputBatch(BatchShape shape, boolean temporal) {
    this.shape = shape;
    height = shape.frame().height();
    width = shape.frame().width();
    row = new float[width * CHANNELS];
    array =
        temporal
            ? NativeValues.allocate(shape.images(), shape.frames(), height, width, CHANNELS)
            : NativeValues.allocate(shape.images(), height, width, CHANNELS);
  }

  BatchShape shape() {
    return shape;
  }

  /** The batch; dies with this. */
  Tensor tensor() {
    return new Tensor(array, new FeatureShape(CHANNELS, shape.frames(), height, width));
  }

  /** Zeroes all images. */
  void clear() {
    for (int image = 0; image < shape.images(); image++) {
      zero(NativeValues.ofImage(array, image));
    }
  }

  /** Sets an image or clip from uint8 THWC pixels, normalized by channel, and zeros around them. */
  void setPixels(int index, ByteBuffer rgb, Extent valid, PixelNormalization normalization) {
    shape.require(index, valid, rgb.remaining());
    FloatBuffer image = NativeValues.ofImage(array, index);
    if (!valid.equals(shape.frame())) {
      zero(image);
    }
    float[][] normalized = table(normalization);
    byte[] pixels = new byte[valid.width() * CHANNELS];
    for (int y = 0; y < shape.frames() * valid.height(); y++) {
      rgb.get(rgb.position() + y * pixels.length, pixels);
      for (int i = 0; i < pixels.length; i++) {
        row[i] = normalized[i % CHANNELS][pixels[i] & 0xff];
      }
      int target = y / valid.height() * height + y % valid.height();
      image.put(target * row.length, row, 0, pixels.length);
    }
  }

  /** Sets an image or clip from float32 CTHW values. */
  void setValues(int index, FloatBuffer values) {
    shape.require(index, shape.frame(), values.remaining());
    FloatBuffer image = NativeValues.ofImage(array, index);
    int rows = shape.frames() * height;
    for (int y = 0; y < rows; y++) {
      for (int i = 0; i < row.length; i++) {
        int channel = i % CHANNELS;
        row[i] = values.get(values.position() + (channel * rows + y) * width + i / CHANNELS);
      }
      image.put(y * row.length, row);
    }
  }

  @Override
  public void close() {
    array.close();
  }

  private void zero(FloatBuffer image) {
    Arrays.fill(row, 0);
    for (int y = 0; y < shape.frames() * height; y++) {
      image.put(y * row.length, row);
    }
  }

  private static float[][] table(PixelNormalization normalization) {
    float[][] table = new float[CHANNELS][PIXEL_VALUES];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int pixel = 0; pixel < PIXEL_VALUES; pixel++) {
        table[channel][pixel] = normalization.of(channel, pixel);
      }
    }
    return table;
  }
}
