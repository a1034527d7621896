package io.residua.backbone;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One convolution of a ResNet, square in space, and the batch norm behind it, by torchvision's
 * tensor names.
 *
 * @param name module of the convolution, {@code layer1.0.conv1}
 * @param norm module of its batch norm, {@code layer1.0.bn1}
 * @param inChannels input channels
 * @param outChannels output channels
 * @param kernel side of the kernel in pixels
 * @param stride step in pixels
 * @param padding zeros on every side, in pixels
 * @param dilation pixels from one tap of the kernel to the next, 1 for a dense one
 * @param biased whether it has a bias of its own, beside the norm's
 * @param temporal extent in time in a network of clips; null in one of images
 */
public record Convolution(
    String name,
    String norm,
    int inChannels,
    int outChannels,
    int kernel,
    int stride,
    int padding,
    int dilation,
    boolean biased,
    @Nullable Temporal temporal) {

  /**
   * Extents of the weight tensor: OIHW {@code [out, in, kernel, kernel]}, in a network of clips
   * OITHW {@code [out, in, frames, kernel, kernel]}.
   */
  public List<Long> weightShape() {
    long out = outChannels;
    long in = inChannels;
    long side = kernel;
    return temporal == null
        ? List.of(out, in, side, side)
        : List.of(out, in, (long) temporal.kernel(), side, side);
  }

  /** Number of values of the weight tensor. */
  public int weightCount() {
    return outChannels * valuesPerChannel();
  }

  /** Weights of one output channel, the "fan-in". */
  public int valuesPerChannel() {
    return inChannels * (temporal == null ? 1 : temporal.kernel()) * kernel * kernel;
  }

  /** Extents of the output for those of an input. */
  public FeatureShape output(FeatureShape input) {
    return new FeatureShape(
        outChannels,
        temporal == null ? input.frames() : temporal.outputFrames(input.frames()),
        outputSize(input.height()),
        outputSize(input.width()));
  }

  /** Side of the output for an input side of {@code size} pixels. */
  public int outputSize(int size) {
    return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
  }
}
