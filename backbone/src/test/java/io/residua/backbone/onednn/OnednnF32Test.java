package io.residua.backbone.onednn;

import io.residua.backbone.BackboneContract;
import io.residua.backbone.Precision;

class OnednnF32Test extends BackboneContract {
  OnednnF32Test() {
    super(new OnednnEngine(), Precision.F32, 1e-5);
  }
}
