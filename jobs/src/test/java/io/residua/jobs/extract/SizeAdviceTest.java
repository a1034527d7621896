package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.WeightsSource;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SizeAdviceTest {

  @Test
  void aHeapTooSmallForTheWeightsIsRefusedWithTheRemedy() throws IOException {
    FoldedWeights weights =
        WeightsSource.load("generated:42", ResNetSpec.of("resnet18"), Stage.CONV5_X);
    assertThatThrownBy(() -> SizeAdvice.requireDriverHeap(weights, 256L << 20))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("weights of resnet18, found 256 MiB")
        .hasMessageContaining("RESIDUA_JAVA_OPTS=-Xmx");
    assertThatCode(() -> SizeAdvice.requireDriverHeap(weights, 512L << 20))
        .doesNotThrowAnyException();
  }
}
