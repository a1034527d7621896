package io.residua.backbone;

import java.util.List;

/**
 * Draws the blocks of one stage: He et al. 2016, Figure 5 and Table 1, as a variant has them.
 *
 * @param kind basic or bottleneck
 * @param variant decides strides, dilations and biases
 * @param stage decides names, strides and dilations
 */
record BlockDesign(Block kind, Variant variant, Stage stage) {

  /**
   * One block.
   *
   * @param number place in the stage, from 0
   * @param in channels of its input
   * @param width channels of its 3x3
   */
  ResidualBlock block(int number, int in, int width) {
    String name = stage.torchvisionName() + "." + number;
    int out = width * kind.expansion();
    int stride = number == 0 ? variant.dilation().strideOfFirstBlock(stage) : 1;
    int dilation = variant.dilation().of(stage, number);
    boolean projected = in != out || stride != 1;
    boolean averaged = variant.downsampling() == Downsampling.AVERAGED;
    return new ResidualBlock(
        name,
        switch (kind) {
          case BASIC -> basic(name, in, width, stride, dilation);
          case BOTTLENECK -> bottleneck(name, in, width, stride, dilation);
        },
        averaged ? stride : 1,
        projected ? projection(name, in, out, stride) : null);
  }

  private List<Convolution> basic(String name, int in, int width, int stride, int dilation) {
    return List.of(
        convolution(name, 1, in, width, 3, stride, dilation),
        convolution(name, 2, width, width, 3, 1, variant.dilation().ofSecond3x3(stage)));
  }

  private List<Convolution> bottleneck(String name, int in, int width, int stride, int dilation) {
    boolean early = variant.stride() == StridePlacement.IN_1X1;
    return List.of(
        convolution(name, 1, in, width, 1, early ? stride : 1, 1),
        convolution(name, 2, width, width, 3, early ? 1 : stride, dilation),
        convolution(name, 3, width, width * kind.expansion(), 1, 1, 1));
  }

  private Convolution convolution(
      String block, int number, int in, int out, int kernel, int stride, int dilation) {
    return new Convolution(
        block + ".conv" + number,
        block + ".bn" + number,
        in,
        out,
        kernel,
        stride,
        dilation * (kernel / 2),
        dilation,
        variant.normalization().biased(),
        variant.inflation().of(stage, kernel, stride));
  }

  private Convolution projection(String block, int in, int out, int stride) {
    String name = block + ".downsample.";
    boolean biased = variant.normalization().biased();
    Temporal temporal = variant.inflation().of(stage, 1, stride);
    return switch (variant.downsampling()) {
      case STRIDED ->
          new Convolution(name + "0", name + "1", in, out, 1, stride, 0, 1, biased, temporal);
      case AVERAGED ->
          new Convolution(name + "1", name + "2", in, out, 1, 1, 0, 1, biased, temporal);
    };
  }
}
