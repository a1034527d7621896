package io.residua.jobs.extract;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Extent;
import io.residua.backbone.Geometry;
import io.residua.backbone.PassSize;
import io.residua.io.image.Decoder;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the pixels of images between decoding and a forward pass: so many buffers of the
 * largest image there can be, used again and again. Thread-safe.
 */
final class PixelBuffers {

  /** Passes over the largest images that may wait for their like, where shapes differ. */
  private static final int PASSES_WAITING = 3;

  private final PassSize pass;
  private final Geometry geometry;
  private final int waiting;
  private final BlockingQueue<ByteBuffer> empty;

  /**
   * @param batchSize of the slot that the images are for
   * @param clips frames of a clip; null for images
   */
  PixelBuffers(int batchSize, Geometry geometry, @Nullable ClipSampling clips) {
    this.pass = new PassSize(batchSize);
    this.geometry = geometry;
    int count = count(batchSize, geometry);
    this.waiting = count - largestPass(pass, geometry);
    this.empty = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      empty.add(ByteBuffer.allocateDirect(Math.toIntExact(bytes(geometry, clips))));
    }
  }

  /** Buffers a slot has. */
  static int count(int batchSize, Geometry geometry) {
    int images = largestPass(new PassSize(batchSize), geometry);
    return images * (geometry.alike() ? 1 : PASSES_WAITING) + images;
  }

  /**
   * Lets only requests pass whose pixels can be held.
   *
   * @throws IllegalArgumentException when a clip is larger than a decoder gives, or a batch is of 2
   *     GiB or more
   */
  static void requireRoom(int batchSize, Geometry geometry, @Nullable ClipSampling clips) {
    long image = bytes(geometry, clips);
    if (image > Decoder.MOST_PIXEL_BYTES) {
      throw new IllegalArgumentException(
          "[--clip-length] expected clips of at most %d bytes of pixels, found %d; give a smaller --clip-length"
              .formatted(Decoder.MOST_PIXEL_BYTES, image));
    }
    int images = largestPass(new PassSize(batchSize), geometry);
    if (image * images > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "[--batch-size] expected a batch of less than 2 GiB of pixels, found %d %s of %d bytes each; give a smaller batch or --clip-length"
              .formatted(images, clips == null ? "images" : "clips", image));
    }
  }

  private static int largestPass(PassSize pass, Geometry geometry) {
    return pass.images(1, geometry.mostPaddedPixels());
  }

  private static long bytes(Geometry geometry, @Nullable ClipSampling clips) {
    return 3L * geometry.mostPixels() * (clips == null ? 1 : clips.length());
  }

  /** Most images that may wait in batches that are not full. */
  int waiting() {
    return waiting;
  }

  /** Most batches that hold an image each. */
  int count() {
    return empty.size() + empty.remainingCapacity();
  }

  /** An empty batch for images of which {@code seen} is seen. */
  PixelBatch batch(Extent seen) {
    Extent padded = geometry.padded(seen);
    return new PixelBatch(padded, pass.images(padded.height(), padded.width()));
  }

  /** Extent of the whole image of {@code width x height} as it is resized. */
  Extent resized(int width, int height) {
    return geometry.resized(width, height);
  }

  /** Room for one image or clip; {@link #giveBack} it. */
  ByteBuffer take() throws InterruptedException {
    return empty.take();
  }

  void giveBack(ByteBuffer buffer) {
    empty.add(buffer);
  }

  /** Gives back what a batch holds. */
  void giveBack(PixelBatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      giveBack(batch.pixels(i));
    }
  }
}
