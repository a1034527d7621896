package io.residua.backbone;

/**
 * Extent in time of a convolution over clips, of dilation 1.
 *
 * @param kernel frames it reaches over, odd
 * @param stride step in frames
 */
public record Temporal(int kernel, int stride) {

  /** Zeros before the first and behind the last frame, in frames. */
  public int padding() {
    return kernel / 2;
  }

  /** Frames of the output for an input of {@code frames}. */
  public int outputFrames(int frames) {
    return (frames + 2 * padding() - kernel) / stride + 1;
  }
}
