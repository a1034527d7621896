package io.residua.backbone.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EnginesTest {

  @Test
  void everyNameHasItsEngine() {
    assertThat(Engines.names()).allMatch(name -> Engines.of(name).name().equals(name));
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Engines.of("tensorflow"))
        .withMessage("[engine] expected one of onednn, dl4j, found tensorflow");
  }
}
