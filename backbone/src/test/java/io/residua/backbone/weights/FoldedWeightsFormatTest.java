package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldedWeightsFormatTest {
  private static final FoldedWeights WEIGHTS =
      WeightsSource.load("generated:8", ResNetSpec.of("resnet50-keras"), Stage.CONV2_X);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet50-keras",
        "resnet18-conv4",
        "resnet3d-18-basic-t3",
        "resnet3d-18-bottleneck-conv4-t5-temporal-stride"
      })
  void whatIsWrittenIsRead(String model) {
    FoldedWeights written = WeightsSource.load("generated:8", ResNetSpec.of(model), Stage.CONV3_X);
    FoldedWeights read = FoldedWeightsFormat.read(FoldedWeightsFormat.write(written));
    assertThat(read.spec()).isEqualTo(written.spec());
    assertThat(read.deepest()).isEqualTo(Stage.CONV3_X);
    assertThat(read.source()).isEqualTo("generated:8");
    assertThat(read.sha256()).isEqualTo(written.sha256());
    for (Convolution convolution : written.spec().convolutions(Stage.CONV3_X)) {
      assertThat(read.of(convolution).weight()).isEqualTo(written.of(convolution).weight());
      assertThat(read.of(convolution).bias()).isEqualTo(written.of(convolution).bias());
    }
  }

  @Test
  void changedBytesAreRefused() {
    byte[] bytes = FoldedWeightsFormat.write(WEIGHTS);
    bytes[bytes.length / 2] ^= 1;
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> FoldedWeightsFormat.read(bytes))
        .withMessage(
            "[weights broadcast] expected folded weights with their checksum, found other or changed bytes; submit the job again");
  }

  @Test
  void bytesCutShortAreRefused() {
    byte[] bytes = FoldedWeightsFormat.write(WEIGHTS);
    for (int length : new int[] {0, 3, 11, 100, bytes.length - 1}) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> FoldedWeightsFormat.read(Arrays.copyOf(bytes, length)))
          .withMessageContaining("[weights broadcast] expected folded weights");
    }
  }
}
