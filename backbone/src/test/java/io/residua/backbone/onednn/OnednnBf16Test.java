package io.residua.backbone.onednn;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.residua.backbone.BackboneContract;
import io.residua.backbone.Precision;
import org.junit.jupiter.api.BeforeAll;

class OnednnBf16Test extends BackboneContract {
  OnednnBf16Test() {
    super(new OnednnEngine(), Precision.BF16, 2e-2);
  }

  @BeforeAll
  static void needsAvx512() {
    assumeFalse(
        Processor.widest() == InstructionSet.AVX2, "bf16 is skipped: this processor has AVX2 only");
  }
}
