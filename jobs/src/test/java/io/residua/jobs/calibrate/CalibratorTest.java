package io.residua.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.Engine;
import io.residua.backbone.Extent;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Pooling;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Quantization;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.engines.Engines;
import io.residua.backbone.weights.WeightsSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a real network, generated, of small pictures of two shapes. */
class CalibratorTest {

  private static final Engine ENGINE = Engines.of("onednn");
  private static Network network;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(
        ENGINE.precisions(ENGINE.instructionSet()).contains(Precision.INT8),
        "skipped: this processor has no int8");
    network =
        new Network(
            ENGINE,
            WeightsSource.load("generated:42", ResNetSpec.of("resnet18"), Stage.CONV3_X),
            new PooledStage(Stage.CONV3_X, Pooling.AVERAGE, false),
            Preprocessing.of("imagenet-224").normalization(),
            4);
  }

  @Test
  void aNetworkThatBearsItIsQuantizedWhole() throws IOException {
    try (Sample sample = sample(40)) {
      Calibrator.Calibrated found = calibrator(new DriftLimits(0.9, 0.5)).calibrate(sample);
      assertThat(found.quantization().kept()).isEmpty();
      assertThat(found.quantization().ranges())
          .containsKeys(Quantization.INPUT, "conv1", "layer1.0.conv1", "layer1.0", "layer2.1");
      assertThat(found.drift().images()).isEqualTo(20);
      assertThat(found.drift().neighbours()).isEqualTo(4);
      assertThat(found.drift().cosineMean()).isBetween(0.9, 0.9999999);
      assertThat(calibrator(new DriftLimits(0.9, 0.5)).calibrate(sample)).isEqualTo(found);
    }
  }

  @Test
  void atMostHalfOfTheBlocksAreKept() throws IOException {
    try (Sample sample = sample(32)) {
      Calibrator.Calibrated all = calibrator(new DriftLimits(0, 0)).calibrate(sample);
      Calibrator.Calibrated half = calibrator(new DriftLimits(2, 2)).calibrate(sample);
      assertThat(half.quantization().kept()).hasSize(3).isSubsetOf(network.parts());
      assertThat(half.quantization().ranges()).isEqualTo(all.quantization().ranges());
      assertThat(half.drift().cosineMean()).isGreaterThan(all.drift().cosineMean());
    }
  }

  @Test
  void tooFewImagesAreRefused() throws IOException {
    try (Sample sample = sample(31)) {
      assertThatThrownBy(() -> calibrator(DriftLimits.DEFAULT).calibrate(sample))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected at least 32 images that can be decoded, found 31");
    }
  }

  private static Calibrator calibrator(DriftLimits limits) {
    return new Calibrator(network, limits, new PrintStream(PrintStream.nullOutputStream()));
  }

  private static Sample sample(int images) throws IOException {
    Sample sample = new Sample(1);
    Random random = new Random(7);
    for (int i = 0; i < images; i++) {
      Extent seen = i % 3 == 0 ? new Extent(48, 32) : new Extent(50, 64);
      ByteBuffer rgb = ByteBuffer.allocateDirect(3 * seen.pixels());
      int tone = random.nextInt(200);
      int noise = 1 + random.nextInt(55);
      while (rgb.hasRemaining()) {
        rgb.put((byte) (tone + random.nextInt(noise)));
      }
      sample.add(seen, new Extent(64, 64), rgb.flip());
    }
    return sample;
  }
}
