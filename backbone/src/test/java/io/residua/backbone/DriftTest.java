package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures against ones worked out by hand. */
class DriftTest {

  private static final double EXACT = 1e-12;

  private static final List<float[]> REFERENCE =
      List.of(new float[] {2, 1}, new float[] {1, 2}, new float[] {2, 3}, new float[] {3, 2});

  /** Around the mean, (2, 2): the first two stay, the third turns by 45 degrees, the last by 90. */
  @Test
  void cosinesAreTakenAroundTheMeanOfTheReference() {
    List<float[]> moved =
        List.of(new float[] {2, 1}, new float[] {1, 2}, new float[] {3, 3}, new float[] {2, 1});
    Drift drift = Drift.between(REFERENCE, moved);
    assertThat(drift.cosineMean()).isEqualTo((2 + Math.sqrt(0.5)) / 4, within(EXACT));
    assertThat(drift.cosineLeast()).isEqualTo(0, within(EXACT));
    assertThat(drift.images()).isEqualTo(4);
    assertThat(drift.neighbours()).isEqualTo(1);
    // The third is as near to the first as to the second, which it was nearest to: the first
    // counts.
    assertThat(drift.nearest()).isEqualTo(0.75);
    assertThat(drift.overlap()).isEqualTo(0.75);
  }

  /** Of 9 vectors on an arc the last comes to the other end: 1 of 2 near three of them changes. */
  @Test
  void theNearestAreCountedForEachImage() {
    double[] degrees = {0, 1, 3.2, 6.9, 12, 18.6, 26.5, 35.9, 47};
    List<float[]> reference = onAnArc(degrees);
    degrees[8] = -1.5;
    Drift drift = Drift.between(reference, onAnArc(degrees));
    assertThat(drift.neighbours()).isEqualTo(2);
    assertThat(drift.nearest()).isEqualTo(8 / 9.0, within(EXACT));
    assertThat(drift.overlap()).isEqualTo(7 / 9.0, within(EXACT));
  }

  @Test
  void whatDidNotMoveHasNoDrift() {
    double[] degrees = IntStream.range(0, 41).mapToDouble(i -> 0.05 * i * i).toArray();
    Drift drift = Drift.between(onAnArc(degrees), onAnArc(degrees));
    assertThat(drift.cosineMean()).isEqualTo(1, within(EXACT));
    assertThat(drift.text())
        .isEqualTo(
            "cosine 1.0000 (least 1.0000), nearest neighbour kept 100.0%, 10 nearest kept 100.0% of 41 images");
  }

  @Test
  void vectorsWithoutADirectionAreAsFarAsCanBeFromOthers() {
    List<float[]> alike = Collections.nCopies(4, new float[] {1, 1});
    assertThat(Drift.between(alike, alike).cosineMean()).isEqualTo(1);
    assertThat(Drift.between(alike, REFERENCE).cosineMean()).isEqualTo(0);
  }

  @Test
  void figuresThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Drift(4, 1, Double.NaN, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[drift] cosine-mean: expected -1.0 to 1.0, found NaN");
    assertThatThrownBy(() -> new Drift(4, 4, 1, 1, 1, 1))
        .hasMessage("[drift] neighbours: expected 1.0 to 3.0, found 4.0");
    assertThatThrownBy(() -> Drift.between(REFERENCE, REFERENCE.subList(0, 3)))
        .hasMessage("[drift] expected 4 embeddings, found 3");
  }

  private static List<float[]> onAnArc(double[] degrees) {
    return Arrays.stream(degrees)
        .map(Math::toRadians)
        .mapToObj(angle -> new float[] {(float) Math.cos(angle), (float) Math.sin(angle)})
        .toList();
  }
}
