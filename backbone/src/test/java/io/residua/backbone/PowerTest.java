package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.25, 0.5, 1, 2.92, 3, 9.99, 64, 99.5, 1000})
  void powersAreThoseOfTheLibrary(double exponent) {
    double allowed = 2e-14 * Math.max(10, exponent);
    for (double base = 1; base > 1e-45; base *= 0.999) {
      double expected = StrictMath.pow(base, exponent);
      double found = Power.of(base, exponent);
      if (expected < 1e-300) {
        assertThat(found).isBetween(0.0, 1.1e-300);
      } else {
        assertThat(found / expected).isCloseTo(1, within(allowed));
      }
    }
  }
}
