package io.residua.backbone;

import static java.util.Objects.requireNonNullElse;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The network by its definition, in float64 and nine loops: slow, and nothing to get wrong. */
final class NaiveBackbone {
  private static final Temporal FRAME_BY_FRAME = new Temporal(1, 1);

  private final FoldedWeights weights;

  NaiveBackbone(FoldedWeights weights) {
    this.weights = weights;
  }

  /** One clip's values, CTHW. */
  static final class Volume {
    private final FeatureShape shape;
    private final double[] values;

    Volume(FeatureShape shape) {
      this.shape = shape;
      this.values = new double[Math.toIntExact(shape.size())];
    }

    double[] values() {
      return values;
    }

    double at(int channel, int t, int y, int x) {
      boolean inside =
          t >= 0
              && t < shape.frames()
              && y >= 0
              && y < shape.height()
              && x >= 0
              && x < shape.width();
      int row = (channel * shape.frames() + t) * shape.height() + y;
      return inside ? values[row * shape.width() + x] : 0;
    }

    int channel(int i) {
      return i / shape.pixels();
    }

    int frame(int i) {
      return i / (shape.height() * shape.width()) % shape.frames();
    }

    int y(int i) {
      return i / shape.width() % shape.height();
    }

    int x(int i) {
      return i % shape.width();
    }

    double largest() {
      double largest = 0;
      for (double value : values) {
        largest = Math.max(largest, value);
      }
      return largest;
    }

    double[] pooled() {
      double[] pooled = new double[shape.channels()];
      for (int i = 0; i < values.length; i++) {
        pooled[channel(i)] += values[i] / shape.pixels();
      }
      return pooled;
    }

    double[] maxPooled() {
      double[] pooled = new double[shape.channels()];
      for (int i = 0; i < values.length; i++) {
        pooled[channel(i)] = Math.max(pooled[channel(i)], values[i]);
      }
      return pooled;
    }

    double[] generalizedMean(double power) {
      double[] pooled = new double[shape.channels()];
      for (int i = 0; i < values.length; i++) {
        pooled[channel(i)] += Math.pow(Math.max(values[i], 1e-6), power) / shape.pixels();
      }
      return Arrays.stream(pooled).map(mean -> Math.pow(mean, 1 / power)).toArray();
    }
  }

  /** Maps of every stage the weights reach. */
  Map<Stage, Volume> forward(float[] clip, int frames, int height, int width) {
    Volume x = new Volume(new FeatureShape(3, frames, height, width));
    for (int i = 0; i < clip.length; i++) {
      x.values[i] = clip[i];
    }
    for (Convolution convolution : weights.spec().stem()) {
      x = relu(convolve(convolution, x));
    }
    x = maxPool(x);
    Map<Stage, Volume> maps = new EnumMap<>(Stage.class);
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

  private Volume block(ResidualBlock block, Volume x) {
    Volume narrowed = block.pooling() == 1 ? x : averagePool(x);
    Volume shortcut = block.shortcut() == null ? x : convolve(block.shortcut(), narrowed);
    Volume branch = x;
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

  private Volume convolve(Convolution convolution, Volume x) {
    Temporal time = requireNonNullElse(convolution.temporal(), FRAME_BY_FRAME);
    Volume result =
        new Volume(
            new FeatureShape(
                convolution.outChannels(),
                (x.shape.frames() + 2 * (time.kernel() / 2) - time.kernel()) / time.stride() + 1,
                convolution.outputSize(x.shape.height()),
                convolution.outputSize(x.shape.width())));
    FloatBuffer weight = weights.of(convolution).weight();
    FloatBuffer bias = weights.of(convolution).bias();
    for (int i = 0; i < result.values.length; i++) {
      int out = result.channel(i);
      int first = result.frame(i) * time.stride() - time.kernel() / 2;
      int top = result.y(i) * convolution.stride() - convolution.padding();
      int left = result.x(i) * convolution.stride() - convolution.padding();
      result.values[i] = bias.get(out) + product(convolution, weight, x, out, first, top, left);
    }
    return result;
  }

  private static double product(
      Convolution convolution,
      FloatBuffer weight,
      Volume x,
      int out,
      int first,
      int top,
      int left) {
    int frames = requireNonNullElse(convolution.temporal(), FRAME_BY_FRAME).kernel();
    int kernel = convolution.kernel();
    int dilation = convolution.dilation();
    int next = out * convolution.inChannels() * frames * kernel * kernel;
    double sum = 0;
    for (int in = 0; in < convolution.inChannels(); in++) {
      for (int frame = 0; frame < frames; frame++) {
        for (int row = 0; row < kernel; row++) {
          for (int column = 0; column < kernel; column++) {
            sum +=
                weight.get(next++)
                    * x.at(in, first + frame, top + row * dilation, left + column * dilation);
          }
        }
      }
    }
    return sum;
  }

  private static Volume maxPool(Volume x) {
    Volume result = new Volume(halved(x.shape));
    for (int i = 0; i < result.values.length; i++) {
      int top = result.y(i) * 2 - 1;
      int left = result.x(i) * 2 - 1;
      for (int j = 0; j < 9; j++) {
        double value = x.at(result.channel(i), result.frame(i), top + j / 3, left + j % 3);
        result.values[i] = Math.max(result.values[i], value);
      }
    }
    return result;
  }

  /** 2x2, stride 2: the mean of what a window has inside the map. */
  private static Volume averagePool(Volume x) {
    Volume result = new Volume(halved(x.shape));
    for (int i = 0; i < result.values.length; i++) {
      int top = result.y(i) * 2;
      int left = result.x(i) * 2;
      int inside = Math.min(2, x.shape.height() - top) * Math.min(2, x.shape.width() - left);
      for (int j = 0; j < 4; j++) {
        result.values[i] +=
            x.at(result.channel(i), result.frame(i), top + j / 2, left + j % 2) / inside;
      }
    }
    return result;
  }

  private static FeatureShape halved(FeatureShape shape) {
    return new FeatureShape(
        shape.channels(), shape.frames(), (shape.height() + 1) / 2, (shape.width() + 1) / 2);
  }

  private static Volume relu(Volume x) {
    for (int i = 0; i < x.values.length; i++) {
      x.values[i] = Math.max(0, x.values[i]);
    }
    return x;
  }
}
