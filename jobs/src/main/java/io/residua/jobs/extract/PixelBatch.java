package io.residua.jobs.extract;

import io.residua.backbone.Extent;
import io.residua.io.lake.LakeImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images, or clips, of one forward pass, all padded to one extent. Filled by the thread that
 * decodes, read by the one that infers. The pixels are in {@link PixelBuffers}' memory.
 */
final class PixelBatch {

  /**
   * An image whose pixels are in the batch.
   *
   * @param image as planned
   * @param number of the image among those of the shard that were decoded, from 0, without gaps, in
   *     the order of the plan
   * @param sha256 of its bytes, lower-case hexadecimal
   * @param width columns of the whole image
   * @param height rows of the whole image
   * @param resized extent of the whole image as it was resized, of which perhaps a part is seen
   * @param valid extent of its pixels at the top left of the network's input; the rest is padding
   * @param bytes of the image as it was read
   * @param passed values of the passed-through columns; empty where it has none
   */
  record Member(
      LakeImage image,
      int number,
      String sha256,
      int width,
      int height,
      Extent resized,
      Extent valid,
      long bytes,
      List<@Nullable Object> passed) {

    /** Rows of its pixels. */
    int validHeight() {
      return valid.height();
    }

    /** Columns of its pixels. */
    int validWidth() {
      return valid.width();
    }
  }

  private final Extent extent;
  private final int capacity;
  private final List<Member> members = new ArrayList<>();
  private final List<ByteBuffer> pixels = new ArrayList<>();

  /**
   * @param extent of the network's input, which each image is padded to
   * @param capacity images of a pass
   */
  PixelBatch(Extent extent, int capacity) {
    this.extent = extent;
    this.capacity = capacity;
  }

  /** Rows of the network's input. */
  int height() {
    return extent.height();
  }

  /** Columns of the network's input. */
  int width() {
    return extent.width();
  }

  boolean full() {
    return members.size() == capacity;
  }

  int size() {
    return members.size();
  }

  /**
   * Adds an image.
   *
   * @param rgb its pixels, uint8 RGB HWC {@code [validHeight, validWidth, 3]}, or THWC of a clip
   */
  void add(Member member, ByteBuffer rgb) {
    members.add(member);
    pixels.add(rgb);
  }

  Member member(int index) {
    return members.get(index);
  }

  /** One image's pixels, uint8 RGB HWC {@code [validHeight, validWidth, 3]}, THWC of a clip. */
  ByteBuffer pixels(int index) {
    return pixels.get(index);
  }
}
