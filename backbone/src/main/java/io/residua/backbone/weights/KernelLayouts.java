package io.residua.backbone.weights;

import java.util.List;

/** Convolution kernels from one layout to another. */
final class KernelLayouts {
  private KernelLayouts() {}

  /**
   * OIHW from HWIO.
   *
   * @param values row-major
   * @param shape {@code [height, width, in, out]}
   */
  static float[] ofHwio(float[] values, List<Long> shape) {
    int pixels = Math.toIntExact(shape.get(0) * shape.get(1));
    int in = Math.toIntExact(shape.get(2));
    int out = Math.toIntExact(shape.get(3));
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      int pixel = i % pixels;
      int from = i / pixels % in;
      int to = i / pixels / in;
      result[i] = values[(pixel * in + from) * out + to];
    }
    return result;
  }

  /**
   * The input channels in reverse, B, G, R to R, G, B.
   *
   * @param values row-major
   * @param shape {@code [out, in, …]}
   */
  static float[] turnedRound(float[] values, List<Long> shape) {
    int in = Math.toIntExact(shape.get(1));
    int pixels = values.length / Math.toIntExact(shape.get(0)) / in;
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      int channel = i / pixels % in;
      result[i] = values[i + (in - 1 - 2 * channel) * pixels];
    }
    return result;
  }
}
