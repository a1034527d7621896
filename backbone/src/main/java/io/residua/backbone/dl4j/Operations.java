package io.residua.backbone.dl4j;

import io.residua.backbone.Convolution;
import io.residua.backbone.Temporal;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * ND4J's operations for the parts of a ResNet, over float32 NHWC or NTHWC, which ND4J calls NDHWC.
 * Channels last, as the other layout is turned on the way into oneDNN and back.
 */
final class Operations {
  private static final int PADDED = 0;

  /** Rounds up, with the odd pixel behind. */
  private static final int SAME = 1;

  private static final int CHANNELS_LAST = 1;
  private static final int OUT_IN_KERNEL = 1;
  private static final int DIVISOR_WITHOUT_PADDING = 0;

  private final boolean temporal;

  /**
   * Operations.
   *
   * @param temporal whether over clips
   */
  Operations(boolean temporal) {
    this.temporal = temporal;
  }

  /** A convolution with its folded bias. */
  CustomOp convolution(Convolution convolution, Parameters parameters, INDArray x, INDArray z) {
    Temporal time = convolution.temporal() == null ? new Temporal(1, 1) : convolution.temporal();
    Window window =
        new Window(
            List.of(time.kernel(), time.stride(), time.padding(), 1),
            List.of(
                convolution.kernel(),
                convolution.stride(),
                convolution.padding(),
                convolution.dilation()));
    return DynamicCustomOp.builder(temporal ? "conv3dnew" : "conv2d")
        .addInputs(x, parameters.weight(), parameters.bias())
        .addOutputs(z)
        .addIntegerArguments(arguments(window, PADDED, CHANNELS_LAST, OUT_IN_KERNEL))
        .build();
  }

  /** The stem's: 3x3, stride 2, padding 1, frame by frame. */
  CustomOp maxPool(INDArray x, INDArray z) {
    Window window = new Window(Window.ONE, List.of(3, 2, 1, 1));
    return pool(temporal ? "maxpool3dnew" : "maxpool2d", window, PADDED, x, z);
  }

  /**
   * The shortcut's; its windows are cut at the edges of the map.
   *
   * @param side of a window, and its step, in pixels
   */
  CustomOp averagePool(int side, INDArray x, INDArray z) {
    Window window = new Window(Window.ONE, List.of(side, side, 0, 1));
    return pool(temporal ? "avgpool3dnew" : "avgpool2d", window, SAME, x, z);
  }

  /**
   * Parts every frame into its phases, the pixels {@code step} apart, each a smaller frame.
   *
   * @param paddings int32 {@code [2, 2]}: rows above and below, columns left and right, that are
   *     added as zeros, so that {@code step} divides both sides
   * @param z phases of all images, those of one place behind those of another
   */
  CustomOp apart(int step, INDArray paddings, INDArray x, INDArray z) {
    return phases("space_to_batch", step, paddings, x, z);
  }

  /** The way back from {@link #apart}, which takes the paddings off. */
  CustomOp together(int step, INDArray paddings, INDArray x, INDArray z) {
    return phases("batch_to_space", step, paddings, x, z);
  }

  private CustomOp phases(String name, int step, INDArray paddings, INDArray x, INDArray z) {
    return DynamicCustomOp.builder(name)
        .addInputs(frames(x), paddings)
        .addOutputs(frames(z))
        .addIntegerArguments(step)
        .build();
  }

  /** Frames of clips as images, a view. */
  private INDArray frames(INDArray x) {
    return temporal ? x.reshape(-1, x.size(2), x.size(3), x.size(4)) : x;
  }

  /** Adds {@code x} to {@code z}. */
  CustomOp addTo(INDArray z, INDArray x) {
    return DynamicCustomOp.builder("add").addInputs(z, x).addOutputs(z).build();
  }

  /** Sets what is below 0 to it. */
  CustomOp relu(INDArray z) {
    return DynamicCustomOp.builder("relu")
        .addInputs(z)
        .addOutputs(z)
        .addFloatingPointArguments(0.0)
        .build();
  }

  private CustomOp pool(String name, Window window, int rounding, INDArray x, INDArray z) {
    return DynamicCustomOp.builder(name)
        .addInputs(x)
        .addOutputs(z)
        .addIntegerArguments(arguments(window, rounding, DIVISOR_WITHOUT_PADDING, CHANNELS_LAST))
        .build();
  }

  private List<Integer> arguments(Window window, Integer... rest) {
    List<Integer> arguments = new ArrayList<>();
    for (int i = 0; i < Window.ONE.size(); i++) {
      if (temporal) {
        arguments.add(window.time.get(i));
      }
      arguments.add(window.space.get(i));
      arguments.add(window.space.get(i));
    }
    arguments.addAll(List.of(rest));
    return arguments;
  }

  /** Kernel, step, padding and dilation, in frames and in pixels. */
  private record Window(List<Integer> time, List<Integer> space) {
    static final List<Integer> ONE = List.of(1, 1, 0, 1);
  }
}
