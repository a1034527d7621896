package io.residua.backbone.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.ActivationRanges;
import io.residua.backbone.Backbone;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.Quantization;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import io.residua.backbone.weights.GeneratedWeights;
import io.residua.backbone.weights.WeightsSource;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A network of which some blocks are quantized and some are kept. */
class MixedPrecisionTest {
  private static final int IMAGES = 2;
  private static final int SIDE = 64;
  private static final OnednnEngine ENGINE = new OnednnEngine();

  private static final FoldedWeights WEIGHTS =
      WeightsSource.load("generated:3", ResNetSpec.of("resnet50"), Stage.CONV5_X);
  private static Quantization quantization = new Quantization(Map.of(), Set.of());
  private static float[] exact = {};

  @BeforeAll
  static void measure() {
    assumeTrue(
        ENGINE.precisions(Processor.widest().label()).contains(Precision.INT8),
        "int8 is skipped: this processor has no AVX-512 VNNI");
    ActivationRanges ranges = new ActivationRanges();
    try (Backbone backbone = ENGINE.load(WEIGHTS, Precision.F32);
        Slot slot = backbone.openSlot(IMAGES)) {
      fill(slot);
      slot.observe(IMAGES, ranges);
      fill(slot);
      exact = map(slot);
    }
    quantization = ranges.quantization();
  }

  @Test
  void everyActivationIsMeasured() {
    Set<String> expected = new TreeSet<>(Set.of(Quantization.INPUT));
    WEIGHTS.spec().stem().forEach(convolution -> expected.add(convolution.name()));
    for (Stage stage : Stage.values()) {
      for (ResidualBlock block : WEIGHTS.spec().blocks(stage)) {
        expected.add(block.name());
        block.branch().forEach(convolution -> expected.add(convolution.name()));
        expected.remove(block.last().name());
        if (block.shortcut() != null) {
          expected.add(block.shortcut().name());
        }
      }
    }
    assertThat(quantization.ranges().keySet()).isEqualTo(expected);
  }

  @Test
  void theMoreIsKeptTheNearerAreTheMaps() {
    double quantized = error(quantization);
    Set<String> kept = new TreeSet<>(Set.of(Quantization.STEM, "layer1.0", "layer1.2", "layer3.1"));
    for (ResidualBlock block : WEIGHTS.spec().blocks(Stage.CONV5_X)) {
      kept.add(block.name());
    }
    double some = error(quantization.keeping(kept));
    for (Stage stage : Stage.values()) {
      WEIGHTS.spec().blocks(stage).forEach(block -> kept.add(block.name()));
    }
    double all = error(quantization.keeping(kept));
    assertThat(quantized).isLessThan(0.05);
    assertThat(some).isLessThan(quantized);
    assertThat(all).isLessThan(some).isLessThan(0.01);
  }

  @Test
  void anActivationWithoutARangeIsRefused() {
    Quantization none = new Quantization(Map.of(Quantization.INPUT, 1f), Set.of());
    try (Backbone backbone = ENGINE.load(WEIGHTS, none);
        Slot slot = backbone.openSlot(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.begin(SIDE, SIDE))
          .withMessageContaining("[quantization] conv1: expected a range, found none");
    }
  }

  @Test
  void int8WithoutRangesAndActivationsOfOtherPrecisionsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ENGINE.load(WEIGHTS, Precision.INT8))
        .withMessage("[onednn] precision: expected ranges with int8, found none; calibrate first");
    try (Backbone backbone = ENGINE.load(WEIGHTS, Precision.BF16);
        Slot slot = backbone.openSlot(1)) {
      slot.begin(SIDE, SIDE);
      assertThatThrownBy(() -> slot.observe(1, new ActivationRanges()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("expected the onednn engine in f32");
    }
  }

  /** Root of the mean squared error over that of the exact values. */
  private static double error(Quantization chosen) {
    try (Backbone backbone = ENGINE.load(WEIGHTS, chosen);
        Slot slot = backbone.openSlot(IMAGES)) {
      fill(slot);
      float[] found = map(slot);
      double squares = 0;
      double all = 0;
      for (int i = 0; i < found.length; i++) {
        squares += Math.pow(found[i] - exact[i], 2);
        all += Math.pow(exact[i], 2);
      }
      return Math.sqrt(squares / all);
    }
  }

  private static void fill(Slot slot) {
    slot.begin(SIDE, SIDE);
    for (int i = 0; i < IMAGES; i++) {
      slot.setValues(
          i, FloatBuffer.wrap(GeneratedWeights.uniform("image" + i, 9, 3 * SIDE * SIDE)));
    }
  }

  private static float[] map(Slot slot) {
    StageMaps maps = slot.forward(IMAGES, Set.of(Stage.CONV5_X));
    float[] map = new float[(int) (IMAGES * maps.shape(Stage.CONV5_X).size())];
    maps.copyMap(Stage.CONV5_X, FloatBuffer.wrap(map));
    return map;
  }
}
