package io.residua.backbone;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Set;

/**
 * Forward passes of one task slot: {@link #begin(int, int)} a batch, fill its images, {@link
 * #forward}. Not thread-safe; slots of one {@link Backbone} run concurrently. Whoever opened it
 * closes it.
 */
public interface Slot extends AutoCloseable {

  /** Images, or clips, of one pass over frames of up to 224 x 224 pixels. */
  int batchSize();

  /**
   * Images, or clips, of one pass over this shape: {@link PassSize}.
   *
   * @param height rows of a frame, in pixels
   * @param width columns of a frame, in pixels
   */
  default int batchSize(int height, int width) {
    return new PassSize(batchSize()).images(height, width);
  }

  /**
   * Starts a batch of clips of one shape; all are zero until set.
   *
   * @param frames frames of a clip; 1 for an image, and always in a network of images
   * @param height rows of a frame, in pixels
   * @param width columns of a frame, in pixels
   * @throws IllegalArgumentException when a side is below 1 pixel, or the network does not take so
   *     many frames
   * @throws IllegalStateException when the slot is closed
   * @throws OutOfMemoryError when the machine has no room for such a batch
   */
  void begin(int frames, int height, int width);

  /** Starts a batch of images: {@link #begin(int, int, int)} with one frame each. */
  default void begin(int height, int width) {
    begin(1, height, width);
  }

  /**
   * Sets image or clip {@code index} from pixels, normalizing them straight into the engine's
   * layout. What is right of them and below is zero, whatever the normalization.
   *
   * @param index 0 to {@link #batchSize(int, int)} - 1
   * @param rgb uint8 THWC {@code [frames, valid.height, valid.width, 3]}, 0 to 255, from its
   *     position on; the position is kept
   * @param valid no larger than a frame of the batch
   * @throws IllegalArgumentException when there is no such image, it has fewer pixels, or it is
   *     larger than the batch's
   * @throws IllegalStateException when no batch was begun
   */
  void setPixels(int index, ByteBuffer rgb, Extent valid, PixelNormalization normalization);

  /**
   * Sets image or clip {@code index} from values that are normalized already.
   *
   * @param index 0 to {@link #batchSize(int, int)} - 1
   * @param values float32 CTHW {@code [3, frames, height, width]}, RGB, as {@link
   *     PixelNormalization} has it, from its position on; the position is kept
   * @throws IllegalArgumentException when there is no such image or it has fewer values
   * @throws IllegalStateException when no batch was begun
   */
  void setValues(int index, FloatBuffer values);

  /**
   * One pass over the first {@code images} images or clips, no deeper than the deepest stage
   * wanted.
   *
   * @param images 1 to {@link #batchSize(int, int)}
   * @param wanted stages whose maps or pooled vectors will be read, at least one
   * @return views that hold until the next {@link #begin(int, int, int)} or {@link #close}
   * @throws IllegalArgumentException when the weights do not reach a stage wanted, or there are
   *     fewer or more images than a pass has
   * @throws IllegalStateException when no batch was begun
   */
  StageMaps forward(int images, Set<Stage> wanted);

  /**
   * One pass over the first {@code images} images or clips, in float32, that shows every activation
   * to the deepest stage of the weights.
   *
   * @param images 1 to {@link #batchSize(int, int)}
   * @throws UnsupportedOperationException when the engine does not show them, or the backbone is
   *     not of float32
   * @throws IllegalStateException when no batch was begun
   */
  default void observe(int images, ActivationObserver observer) {
    throw new UnsupportedOperationException(
        "[slot] expected the onednn engine in f32, found another; activations are measured there");
  }

  /** Frees the activations. Idempotent. */
  @Override
  void close();
}
