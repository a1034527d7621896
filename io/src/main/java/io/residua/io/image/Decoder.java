package io.residua.io.image;

import io.residua.backbone.ClipSampling;
import io.residua.backbone.ResizeAndCrop;
import java.nio.ByteBuffer;

/**
 * Turns encoded images into the pixels a network is fed with. Not thread-safe: one per task slot.
 */
public interface Decoder extends AutoCloseable {

  /**
   * Decodes the first frame, applies EXIF orientation, converts to RGB, resizes and crops as Pillow
   * and torchvision do, to the bit.
   *
   * @param encoded the file's bytes, position to limit; the position is kept
   * @param rgb takes uint8 HWC {@code [crop, crop, 3]} from its position on; the position is kept,
   *     and what it holds after a refusal is undefined
   * @throws IllegalStateException when the decoder itself is broken, which is no fault of the image
   */
  Outcome decode(ByteBuffer encoded, ResizeAndCrop geometry, ByteBuffer rgb);

  /**
   * Decodes the frames of a clip from a video in one file, each as {@link #decode} does an image.
   *
   * @param encoded the file's bytes, position to limit; the position is kept
   * @param rgb takes uint8 THWC {@code [clip length, crop, crop, 3]} from its position on; the
   *     position is kept, and what it holds after a refusal is undefined
   * @throws IllegalStateException when the decoder itself is broken, which is no fault of the video
   */
  Outcome decodeClip(ByteBuffer encoded, ResizeAndCrop geometry, ClipSampling clip, ByteBuffer rgb);

  /** Ends the decoder and what it holds. Idempotent. */
  @Override
  void close();
}
