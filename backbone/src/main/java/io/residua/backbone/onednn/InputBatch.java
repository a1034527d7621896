package io.residua.backbone.onednn;

import io.residua.backbone.BatchShape;
import io.residua.backbone.Extent;
import io.residua.backbone.PixelNormalization;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The images or clips of a pass as the stem reads them: NTHWC {@code [images, frames, height,
 * width, 3]}, RGB, normalized, as the backbone keeps them. The slot closes it.
 */
final class InputBatch implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final BatchShape batch;
  private final int images;
  private final int frames;
  private final int height;
  private final int width;
  private final Encoding encoding;
  private final NativeMemory memory;
  private final BitSet set = new BitSet();
  private final float[] row;
  private final short[] narrowRow;
  private final byte[] byteRow;
  private @Nullable NormalizationTable table;

  InputBatch(Plan.Shape shape, Encoding encoding) {
    batch =
        new BatchShape(shape.images(), shape.frames(), new Extent(shape.width(), shape.height()));
    images = shape.images();
    frames = shape.frames();
    height = shape.height();
    width = shape.width();
    this.encoding = encoding;
    memory = new NativeMemory(images * imageBytes());
    row = new float[width * CHANNELS];
    narrowRow = new short[width * CHANNELS];
    byteRow = new byte[width * CHANNELS];
  }

  /** The batch; a view that dies with this. */
  NativeMemory memory() {
    return memory;
  }

  /** Forgets the images of the batch before. */
  void clear() {
    set.clear();
  }

  /** Zeroes the images from {@code count} on and those not set since {@link #clear}. */
  void zeroFrom(int count) {
    set.clear(count, images);
    for (int i = set.nextClearBit(0); i < images; i = set.nextClearBit(i + 1)) {
      memory.zero(i * imageBytes(), imageBytes());
    }
  }

  /** Sets an image or clip from uint8 THWC pixels, normalized by channel, and zeros around them. */
  void setPixels(int index, ByteBuffer rgb, Extent valid, PixelNormalization normalization) {
    batch.require(index, valid, rgb.remaining());
    if (table == null || !table.of().equals(normalization)) {
      table = new NormalizationTable(normalization, encoding);
    }
    if (valid.width() < width || valid.height() < height) {
      memory.zero(index * imageBytes(), imageBytes());
    }
    byte[] pixels = new byte[valid.width() * CHANNELS];
    ByteBuffer image = image(index);
    for (int y = 0; y < frames * valid.height(); y++) {
      rgb.get(rgb.position() + y * pixels.length, pixels);
      int target = (y / valid.height() * height + y % valid.height()) * row.length;
      switch (encoding.type()) {
        case F32 -> {
          table.normalize(pixels, row);
          image.asFloatBuffer().put(target, row, 0, pixels.length);
        }
        case BF16 -> {
          table.normalize(pixels, narrowRow);
          image.asShortBuffer().put(target, narrowRow, 0, pixels.length);
        }
        case U8, S8 -> {
          table.normalize(pixels, byteRow);
          image.put(target, byteRow, 0, pixels.length);
        }
      }
    }
    set.set(index);
  }

  /** Sets an image or clip from float32 CTHW values. */
  void setValues(int index, FloatBuffer values) {
    batch.require(index, batch.frame(), values.remaining());
    ByteBuffer image = image(index);
    int plane = rows() * width;
    for (int y = 0; y < rows(); y++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = values.get(values.position() + (i % CHANNELS) * plane + y * width + i / CHANNELS);
      }
      putRow(image, y * row.length);
    }
    set.set(index);
  }

  private void putRow(ByteBuffer image, int target) {
    switch (encoding.type()) {
      case F32 -> image.asFloatBuffer().put(target, row);
      case BF16 -> {
        for (int i = 0; i < row.length; i++) {
          narrowRow[i] = Bfloat16.of(row[i]);
        }
        image.asShortBuffer().put(target, narrowRow);
      }
      case U8, S8 -> {
        for (int i = 0; i < row.length; i++) {
          byteRow[i] = encoding.signedByte(row[i]);
        }
        image.put(target, byteRow);
      }
    }
  }

  @Override
  public void close() {
    memory.close();
  }

  private long imageBytes() {
    return batch.imageValues() * encoding.type().bytes();
  }

  /** Rows of all frames. */
  private int rows() {
    return frames * height;
  }

  private ByteBuffer image(int index) {
    return memory.view(index * imageBytes(), imageBytes());
  }
}
