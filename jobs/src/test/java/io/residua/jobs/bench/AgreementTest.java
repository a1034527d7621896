package io.residua.jobs.bench;

import static io.residua.backbone.Precision.BF16;
import static io.residua.backbone.Precision.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static final List<float[]> REFERENCE =
      List.of(new float[] {100, 2, 1}, new float[] {100, 1, 2}, new float[] {100, 1, 1});

  private static List<float[]> with(int image, float... values) {
    List<float[]> changed = new ArrayList<>(REFERENCE);
    changed.set(image, values);
    return changed;
  }

  @Test
  void theSameValuesAgree() {
    Agreement agreement = Agreement.of(with(0, 100, 2, 1), REFERENCE);
    assertThat(agreement).isEqualTo(new Agreement(0, 1));
    assertThat(agreement.holds(F32)).isTrue();
    assertThat(agreement.holds(BF16)).isTrue();
  }

  @Test
  void aDifferenceIsAShareOfTheLargestValue() {
    assertThat(Agreement.of(with(2, 100, 1, 1.005f), REFERENCE).holds(F32)).isTrue();
    Agreement agreement = Agreement.of(with(2, 100, 1, 1.05f), REFERENCE);
    assertThat(agreement.largestDifference()).isCloseTo(5e-4, within(1e-8));
    assertThat(agreement.holds(F32)).isFalse();
    assertThat(agreement.holds(BF16)).isTrue();
  }

  /** With the mean vector in them all cosines would be above 0.9999. */
  @Test
  void whatImagesHaveInCommonDoesNotHideThatTheyWereSwapped() {
    Agreement agreement =
        Agreement.of(List.of(REFERENCE.get(1), REFERENCE.get(0), REFERENCE.get(2)), REFERENCE);
    assertThat(agreement.leastCosine()).isLessThan(0);
    assertThat(agreement.holds(BF16)).isFalse();
  }

  @Test
  void whatIsNotANumberAgreesWithNothing() {
    Agreement agreement = Agreement.of(with(1, 100, Float.NaN, 2), REFERENCE);
    assertThat(agreement.holds(F32)).isFalse();
    assertThat(agreement.holds(BF16)).isFalse();
    assertThat(new Agreement(0, 1).and(agreement).holds(F32)).isFalse();
    assertThat(agreement.and(new Agreement(0, 1)).holds(BF16)).isFalse();
  }

  @Test
  void theWorseOfTwoSlotsCounts() {
    assertThat(new Agreement(0.5, 0.9).and(new Agreement(0.1, 0.2)))
        .isEqualTo(new Agreement(0.5, 0.2));
  }
}
