package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolingTest {

  @ParameterizedTest
  @CsvSource({
    "avg, avg",
    "max, max",
    "gem:3, gem:3.0",
    "gem:3.0, gem:3.0",
    "gem:02.920, gem:2.92",
    "gem:0.001, gem:0.001",
    "gem:1000, gem:1000.0"
  })
  void aPoolingHasOneSpellingThatIsReadAgain(String text, String label) {
    assertThat(Pooling.of(text).label()).isEqualTo(label);
    assertThat(Pooling.of(label)).isEqualTo(Pooling.of(text));
  }

  @Test
  void theSpellingIsTheSameInEveryLocale() {
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(new GeneralizedMean(2.5f).label()).isEqualTo("gem:2.5");
    } finally {
      Locale.setDefault(locale);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mean", "AVG", "avg ", "gem", "gem3"})
  void anUnknownPoolingIsRefusedWithThoseThereAre(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pooling.of(text))
        .withMessage(
            "[--pool] expected avg, max or gem:P, found "
                + text
                + "; give one of them, such as gem:3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-3",
        "+3",
        "NaN",
        "Infinity",
        "1e3",
        "3f",
        "0x1p1",
        " 3",
        ".5",
        "3.",
        "0.0005",
        "1000.5",
        "99999"
      })
  void aPowerOutOfBoundsOrNotInDecimalsIsRefused(String power) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pooling.of("gem:" + power))
        .withMessageStartingWith("[--pool] gem: expected a power of 0.001 to 1000, found ")
        .withMessageEndingWith("; give another, such as gem:3");
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -3, Float.NaN, Float.POSITIVE_INFINITY, 1000.5f})
  void aPowerOutOfBoundsIsRefused(float power) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GeneralizedMean(power))
        .withMessage(
            "[--pool] gem: expected a power of 0.001 to 1000, found "
                + power
                + "; give another, such as gem:3");
  }

  /** Divided by the largest, the values are the same to the bit, whatever their scale. */
  @ParameterizedTest
  @ValueSource(strings = {"gem:0.5", "gem:3", "gem:2.92", "gem:64", "gem:99.5", "gem:1000"})
  void noPowerOverflows(String text) {
    float[] values = {0.5f, 0.25f, 0.75f, 0.625f};
    float[] large = values.clone();
    for (int i = 0; i < large.length; i++) {
      large[i] *= 0x1p127f;
    }
    float pooled = Pooling.of(text).pool(values, 0, 4);
    assertThat(pooled).isBetween(0.5f, 0.75f);
    assertThat(Pooling.of(text).pool(large, 0, 4)).isEqualTo(pooled * 0x1p127f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"avg", "max", "gem:1", "gem:3", "gem:2.92"})
  void aValueThatIsNotFiniteShows(String text) {
    for (float found : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (int place = 0; place < 3; place++) {
        float[] values = {1, 0, 2};
        values[place] = found;
        assertThat(Float.isFinite(Pooling.of(text).pool(values, 0, 3))).isFalse();
      }
    }
  }
}
