package io.residua.backbone;

import io.residua.backbone.weights.GeneratedWeights;
import java.nio.FloatBuffer;

/** Ranges of the activations of images and clips like those the contracts use. */
final class ContractRanges {
  private static final int HEIGHT = 64;
  private static final int WIDTH = 96;
  private static final int INPUTS = 4;
  private static final int FRAMES = 5;

  private ContractRanges() {}

  static Quantization of(Engine engine, FoldedWeights weights) {
    int frames = weights.spec().temporal() ? FRAMES : 1;
    ActivationRanges ranges = new ActivationRanges();
    try (Backbone backbone = engine.load(weights, Precision.F32);
        Slot slot = backbone.openSlot(INPUTS)) {
      slot.begin(frames, HEIGHT, WIDTH);
      for (int i = 0; i < INPUTS; i++) {
        int values = 3 * frames * HEIGHT * WIDTH;
        slot.setValues(i, FloatBuffer.wrap(GeneratedWeights.uniform("range" + i, 5, values)));
      }
      slot.observe(INPUTS, ranges);
    }
    return ranges.quantization();
  }
}
