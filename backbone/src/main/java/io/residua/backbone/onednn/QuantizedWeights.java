package io.residua.backbone.onednn;

import io.residua.backbone.Convolution;
import java.nio.FloatBuffer;

/**
 * The weights of one convolution in 8 bits, each output channel by a step of its own: its largest
 * absolute value is 127 steps.
 *
 * @param values whole numbers from -127 to 127, OIHW
 * @param steps what one of them stands for, by output channel
 */
record QuantizedWeights(FloatBuffer values, FloatBuffer steps) {
  private static final int LARGEST = 127;

  /** Rounds each weight to its nearest step. */
  static QuantizedWeights of(Convolution convolution, FloatBuffer weights) {
    float[] steps = new float[convolution.outChannels()];
    float[] values = new float[convolution.weightCount()];
    int size = convolution.valuesPerChannel();
    weights.get(weights.position(), values);
    for (int channel = 0; channel < steps.length; channel++) {
      steps[channel] = quantize(values, channel * size, (channel + 1) * size);
    }
    return new QuantizedWeights(FloatBuffer.wrap(values), FloatBuffer.wrap(steps));
  }

  private static float quantize(float[] values, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    float step = largest == 0 ? 1 : largest / LARGEST;
    for (int i = from; i < to; i++) {
      values[i] = Math.max(-LARGEST, Math.min(LARGEST, (float) Math.rint(values[i] / step)));
    }
    return step;
  }
}
