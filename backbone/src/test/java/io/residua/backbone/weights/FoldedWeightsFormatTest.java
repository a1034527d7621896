package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FoldedWeightsFormatTest {
  private static final FoldedWeights WEIGHTS =
      WeightsSource.load("generated:8", ResNetSpec.of("resnet50-keras"), Stage.CONV2_X);

  @Test
  void whatIsWrittenIsRead() {
    FoldedWeights read = FoldedWeightsFormat.read(FoldedWeightsFormat.write(WEIGHTS));
    assertThat(read.spec()).isEqualTo(WEIGHTS.spec());
    assertThat(read.deepest()).isEqualTo(Stage.CONV2_X);
    assertThat(read.source()).isEqualTo("generated:8");
    assertThat(read.sha256()).isEqualTo(WEIGHTS.sha256());
    for (Convolution convolution : WEIGHTS.spec().convolutions(Stage.CONV2_X)) {
      assertThat(read.of(convolution).weight()).isEqualTo(WEIGHTS.of(convolution).weight());
      assertThat(read.of(convolution).bias()).isEqualTo(WEIGHTS.of(convolution).bias());
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
