package io.residua.backbone.dl4j;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residua.backbone.BackboneContract;
import io.residua.backbone.Precision;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.WeightsSource;
import org.junit.jupiter.api.Test;

class Dl4jTest extends BackboneContract {
  Dl4jTest() {
    super(new Dl4jEngine(), Precision.F32, 1e-5);
  }

  @Test
  void bf16IsRefused() {
    var weights = WeightsSource.load("generated:1", ResNetSpec.of("resnet18"), Stage.CONV2_X);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dl4jEngine().load(weights, Precision.BF16))
        .withMessage("[dl4j] precision: expected f32, found bf16; bf16 needs --engine onednn");
  }
}
