package io.residua.jobs.extract;

import io.residua.backbone.ClipSampling;
import io.residua.io.lake.LakeImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pixels of one forward pass and the images, or clips, they are of. Filled by the thread that
 * decodes, read by the one that infers; reused, so that nothing is allocated by image.
 */
final class PixelBatch {

  /**
   * An image whose pixels are in the batch.
   *
   * @param image as planned
   * @param sha256 of its bytes, lower-case hexadecimal
   * @param width columns of the whole image
   * @param height rows of the whole image
   * @param bytes of the image as it was read
   * @param passed values of the passed-through columns; empty where it has none
   */
  record Member(
      LakeImage image,
      String sha256,
      int width,
      int height,
      long bytes,
      List<@Nullable Object> passed) {}

  private final ByteBuffer pixels;
  private final int imageBytes;
  private final int capacity;
  private final List<Member> members = new ArrayList<>();

  /**
   * @param clips frames of a clip; null for images
   * @param crop side of an image, in pixels
   */
  PixelBatch(int capacity, @Nullable ClipSampling clips, int crop) {
    this.capacity = capacity;
    this.imageBytes = Math.toIntExact(bytes(1, clips, crop));
    this.pixels = ByteBuffer.allocateDirect(Math.toIntExact(bytes(capacity, clips, crop)));
  }

  /**
   * Lets only batches pass that a buffer can hold.
   *
   * @throws IllegalArgumentException when it would take 2 GiB or more
   */
  static void requireRoom(int capacity, @Nullable ClipSampling clips, int crop) {
    long bytes = bytes(capacity, clips, crop);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "[--batch-size] expected a batch of less than 2 GiB of pixels, found %d clips of %d bytes each; give a smaller batch or --clip-length"
              .formatted(capacity, bytes / capacity));
    }
  }

  private static long bytes(int images, @Nullable ClipSampling clips, int crop) {
    return 3L * crop * crop * images * (clips == null ? 1 : clips.length());
  }

  void clear() {
    members.clear();
  }

  boolean full() {
    return members.size() == capacity;
  }

  int size() {
    return members.size();
  }

  /** Where the next image's pixels go; kept by {@link #add}. */
  ByteBuffer next() {
    return pixels(members.size());
  }

  void add(Member member) {
    members.add(member);
  }

  Member member(int index) {
    return members.get(index);
  }

  /** A view of one image's pixels, uint8 RGB, HWC, or of a clip's, THWC. */
  ByteBuffer pixels(int index) {
    return pixels.slice(index * imageBytes, imageBytes);
  }
}
