package io.residua.backbone.onednn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.BackboneContract;
import io.residua.backbone.Precision;
import org.junit.jupiter.api.BeforeAll;

class OnednnInt8Test extends BackboneContract {
  OnednnInt8Test() {
    super(new OnednnEngine(), Precision.INT8, 1.5e-1);
  }

  @BeforeAll
  static void needsVnni() {
    assumeTrue(
        new OnednnEngine().precisions(Processor.widest().label()).contains(Precision.INT8),
        "int8 is skipped: this processor has no AVX-512 VNNI");
  }
}
