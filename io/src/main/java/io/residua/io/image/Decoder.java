package io.residua.io.image;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.Geometry;
import java.nio.ByteBuffer;

/**
 * Turns encoded images into the pixels a network is fed with. Not thread-safe: one per task slot.
 */
public interface Decoder extends AutoCloseable {

  /**
   * Most bytes of pixels of one image or clip: an image of the longest sides there are. They lie in
   * a decoding process's heap twice at most.
   */
  int MOST_PIXEL_BYTES = 3 * Geometry.LONGEST_SIDE * Geometry.LONGEST_SIDE;

  /**
   * Decodes the first frame, applies EXIF orientation, converts to RGB, resizes and crops as Pillow
   * and torchvision do, to the bit. Nothing is padded.
   *
   * @param encoded the file's bytes, position to limit; the position is kept
   * @param rgb takes uint8 HWC {@code [seen.height, seen.width, 3]} from its position on and has
   *     room for {@link Geometry#mostPixels}; the position is kept, and what it holds after a
   *     refusal is undefined
   * @throws IllegalStateException when the decoder itself is broken, which is no fault of the image
   */
  Outcome decode(ByteBuffer encoded, Geometry geometry, ByteBuffer rgb);

  /**
   * Decodes the frames of a clip from a video in one file, each as {@link #decode} does an image.
   *
   * @param encoded the file's bytes, position to limit; the position is kept
   * @param rgb takes uint8 THWC {@code [clip length, seen.height, seen.width, 3]} from its position
   *     on and has room for as many times {@link Geometry#mostPixels}; the position is kept, and
   *     what it holds after a refusal is undefined
   * @throws IllegalStateException when the decoder itself is broken, which is no fault of the video
   */
  Outcome decodeClip(ByteBuffer encoded, Geometry geometry, ClipSampling clip, ByteBuffer rgb);

  /** Processes started in the place of one that failed; 0 of a decoder without. */
  default long restarts() {
    return 0;
  }

  /** Ends the decoder and what it holds. Idempotent. */
  @Override
  void close();
}
