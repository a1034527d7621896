package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationTest {

  @Test
  void valuesThatAreEquallyCommonAreNotCut() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i + 1) / 10_000f * 3 * (i % 2 == 0 ? 1 : -1);
    }
    assertThat(range(values)).isCloseTo(3, within(0.01f));
  }

  @Test
  void oneFarValueAmongManyIsCut() {
    float[] values = new float[1_000_000];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    values[7] = 20;
    assertThat(range(values)).isBetween(0.9f, 10f);
  }

  @Test
  void valuesSeenLaterCountAsMuchAsTheFirst() {
    ActivationRanges small = new ActivationRanges();
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    for (float first : new float[] {0.001f, 1, 1000}) {
      small.observe("x" + first, FloatBuffer.wrap(new float[] {first, 0, 0}));
      small.observe("x" + first, FloatBuffer.wrap(values));
    }
    assertThat(small.quantization().ranges().values())
        .hasSize(3)
        .allSatisfy(range -> assertThat(range).isCloseTo(1000, within(5f)));
  }

  @Test
  void anActivationThatIsAlwaysZeroHasSomeRange() {
    assertThat(range(new float[5])).isEqualTo(1);
  }

  @Test
  void onlyWhatRemainsOfABufferIsSeen() {
    ActivationRanges ranges = new ActivationRanges();
    ranges.observe("x", FloatBuffer.wrap(new float[] {100, 1, 1, 100}, 1, 2));
    assertThat(ranges.quantization().range("x")).isCloseTo(1, within(0.01f));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void valuesThatAreNotFiniteAreRefused(float value) {
    ActivationRanges ranges = new ActivationRanges();
    ranges.observe("layer1.0", FloatBuffer.wrap(new float[] {1, value, 2}));
    ranges.observe("layer1.0", FloatBuffer.wrap(new float[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(ranges::quantization)
        .withMessage(
            "[quantization] layer1.0: expected finite values, found others; "
                + "these weights do not suit int8, use --precision bf16 or f32");
  }

  @Test
  void rangesThatAreNoneAreRefused() {
    for (float range : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Quantization(Map.of("x", range), Set.of()))
          .withMessage("[quantization] x: expected a range above 0, found " + range);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Quantization(Map.of("x", 1f), Set.of()).range("y"))
        .withMessage(
            "[quantization] y: expected a range, found none; "
                + "calibrate with the same model and stage");
  }

  @Test
  void blocksAreKeptBesidesThoseKeptBefore() {
    Quantization some = new Quantization(Map.of("x", 1f), Set.of("layer1.0"));
    Quantization more = some.keeping(Set.of(Quantization.STEM));
    assertThat(more.ranges()).isEqualTo(some.ranges());
    assertThat(more.kept()).containsExactly("layer1.0", "stem");
    assertThat(more.quantizes("layer1.0")).isFalse();
    assertThat(more.quantizes("layer1.1")).isTrue();
  }

  private static float range(float[] values) {
    ActivationRanges ranges = new ActivationRanges();
    ranges.observe("x", FloatBuffer.wrap(values));
    return ranges.quantization().range("x");
  }
}
