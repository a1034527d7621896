package io.residua.backbone;

/**
 * One square 2-D convolution of a ResNet and the batch norm behind it, by torchvision's tensor
 * names.
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
    boolean biased) {

  /** Number of values of the weight tensor, OIHW {@code [out, in, kernel, kernel]}. */
  public int weightCount() {
    return outChannels * inChannels * kernel * kernel;
  }

  /** Side of the output for an input side of {@code size} pixels. */
  public int outputSize(int size) {
    return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
  }
}
