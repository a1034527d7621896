package io.residua.jobs.extract;

import io.residua.io.lake.LakeImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Pixels of one forward pass and the images they are of. Filled by the thread that decodes, read by
 * the one that infers; reused, so that nothing is allocated by image.
 */
final class PixelBatch {

  /**
   * An image whose pixels are in the batch.
   *
   * @param image as planned
   * @param sha256 of its bytes, lower-case hexadecimal
   * @param width columns of the whole image
   * @param height rows of the whole image
   */
  record Member(LakeImage image, String sha256, int width, int height) {}

  private final ByteBuffer pixels;
  private final int imageBytes;
  private final int capacity;
  private final List<Member> members = new ArrayList<>();

  /**
   * @param crop side of an image, in pixels
   */
  PixelBatch(int capacity, int crop) {
    this.capacity = capacity;
    this.imageBytes = 3 * crop * crop;
    this.pixels = ByteBuffer.allocateDirect(capacity * imageBytes);
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

  /** A view of one image's pixels: uint8 RGB, HWC. */
  ByteBuffer pixels(int index) {
    return pixels.slice(index * imageBytes, imageBytes);
  }
}
