package io.residua.backbone;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which frames of a video a network of clips sees: one clip, from the middle. A choice of this
 * product's, made part of the provenance, not one that weights prescribe.
 *
 * @param length frames of a clip, 1 to {@link #LONGEST}
 * @param stride step from one frame of the clip to the next, in frames of the video
 */
public record ClipSampling(int length, int stride) implements Serializable {

  /** Frames of the longest clip: 64 of them are 9.6 MB of pixels of 224 x 224. */
  public static final int LONGEST = 64;

  /** Largest step from one frame of a clip to the next. */
  public static final int WIDEST = 1_000;

  public ClipSampling {
    if (length < 1 || length > LONGEST) {
      throw new IllegalArgumentException(
          "[--clip-length] expected 1 to %d frames, found %d; give another value"
              .formatted(LONGEST, length));
    }
    if (stride < 1 || stride > WIDEST) {
      throw new IllegalArgumentException(
          "[--clip-stride] expected 1 to %d frames, found %d; give another value"
              .formatted(WIDEST, stride));
    }
  }

  /**
   * The clip's frames in a video of {@code available} frames, by index from 0, ascending. A video
   * shorter than the clip is taken from its first frame on, and its last frame is repeated.
   *
   * @param available at least 1
   */
  public List<Integer> frames(int available) {
    int span = (length - 1) * stride + 1;
    int first = Math.max((available - span) / 2, 0);
    List<Integer> frames = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      frames.add(Math.min(first + i * stride, available - 1));
    }
    return frames;
  }
}
