package io.residua.backbone;

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;

/** The network by its definition, in float64 and seven loops: slow, and nothing to get wrong. */
final class NaiveBackbone {
  private final FoldedWeights weights;

  NaiveBackbone(FoldedWeights weights) {
    this.weights = weights;
  }

  /** One image's values, CHW. */
  static final class Map3 {
    private final int channels;
    private final int height;
    private final int width;
    private final double[] values;

    Map3(int channels, int height, int width, double[] values) {
      this.channels = channels;
      this.height = height;
      this.width = width;
      this.values = values;
    }

    double[] values() {
      return values;
    }

    double at(int channel, int y, int x) {
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      return inside ? values[(channel * height + y) * width + x] : 0;
    }

    double largest() {
      double largest = 0;
      for (double value : values) {
        largest = Math.max(largest, value);
      }
      return largest;
    }

    double[] pooled() {
      double[] pooled = new double[channels];
      for (int i = 0; i < values.length; i++) {
        pooled[i / (height * width)] += values[i] / (height * width);
      }
      return pooled;
    }
  }

  /** Maps of every stage the weights reach. */
  Map<Stage, Map3> forward(float[] image, int height, int width) {
    double[] values = new double[image.length];
    for (int i = 0; i < image.length; i++) {
      values[i] = image[i];
    }
    Map3 x = new Map3(3, height, width, values);
    for (Convolution convolution : weights.spec().stem()) {
      x = relu(convolve(convolution, x));
    }
    x = maxPool(x);
    Map<Stage, Map3> maps = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      if (stage.compareTo(weights.deepest()) <= 0) {
        for (ResidualBlock block : weights.spec().blocks(stage)) {
          x = block(block, x);
        }
        maps.put(stage, x);
      }
    }
    return maps;
  }

  private Map3 block(ResidualBlock block, Map3 x) {
    Map3 narrowed = block.pooling() == 1 ? x : averagePool(x);
    Map3 shortcut = block.shortcut() == null ? x : convolve(block.shortcut(), narrowed);
    Map3 branch = x;
    for (Convolution convolution : block.branch()) {
      branch = convolve(convolution, branch);
      if (!convolution.equals(block.last())) {
        branch = relu(branch);
      }
    }
    for (int i = 0; i < branch.values.length; i++) {
      branch.values[i] += shortcut.values[i];
    }
    return relu(branch);
  }

  private Map3 convolve(Convolution convolution, Map3 x) {
    int height = convolution.outputSize(x.height);
    int width = convolution.outputSize(x.width);
    double[] values = new double[convolution.outChannels() * height * width];
    FloatBuffer weight = weights.of(convolution).weight();
    FloatBuffer bias = weights.of(convolution).bias();
    for (int i = 0; i < values.length; i++) {
      int out = i / (height * width);
      int top = i / width % height * convolution.stride() - convolution.padding();
      int left = i % width * convolution.stride() - convolution.padding();
      values[i] = bias.get(out) + product(convolution, weight, x, out, top, left);
    }
    return new Map3(convolution.outChannels(), height, width, values);
  }

  private static double product(
      Convolution convolution, FloatBuffer weight, Map3 x, int out, int top, int left) {
    int kernel = convolution.kernel();
    int dilation = convolution.dilation();
    int next = out * convolution.inChannels() * kernel * kernel;
    double sum = 0;
    for (int in = 0; in < convolution.inChannels(); in++) {
      for (int row = 0; row < kernel; row++) {
        for (int column = 0; column < kernel; column++) {
          sum += weight.get(next++) * x.at(in, top + row * dilation, left + column * dilation);
        }
      }
    }
    return sum;
  }

  private static Map3 maxPool(Map3 x) {
    int height = (x.height + 1) / 2;
    int width = (x.width + 1) / 2;
    double[] values = new double[x.channels * height * width];
    for (int i = 0; i < values.length; i++) {
      int top = i / width % height * 2 - 1;
      int left = i % width * 2 - 1;
      for (int j = 0; j < 9; j++) {
        double value = x.at(i / (height * width), top + j / 3, left + j % 3);
        values[i] = Math.max(values[i], value);
      }
    }
    return new Map3(x.channels, height, width, values);
  }

  /** 2x2, stride 2: the mean of what a window has inside the map. */
  private static Map3 averagePool(Map3 x) {
    int height = (x.height + 1) / 2;
    int width = (x.width + 1) / 2;
    double[] values = new double[x.channels * height * width];
    for (int i = 0; i < values.length; i++) {
      int top = i / width % height * 2;
      int left = i % width * 2;
      int inside = Math.min(2, x.height - top) * Math.min(2, x.width - left);
      for (int j = 0; j < 4; j++) {
        values[i] += x.at(i / (height * width), top + j / 2, left + j % 2) / inside;
      }
    }
    return new Map3(x.channels, height, width, values);
  }

  private static Map3 relu(Map3 x) {
    for (int i = 0; i < x.values.length; i++) {
      x.values[i] = Math.max(0, x.values[i]);
    }
    return x;
  }
}
