package io.residua.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LikenessTest {

  /** Corners of a square around (10, 10), and the first one again. */
  private final Likeness likeness =
      new Likeness(
          List.of(
              new float[] {11, 11}, new float[] {9, 9}, new float[] {11, 9}, new float[] {9, 11}));

  @Test
  void theMeanIsSubtractedBeforeDirectionsAreCompared() {
    List<Likeness.Near> near = likeness.nearest(0, 3);
    assertThat(near).extracting(Likeness.Near::row).containsExactly(2, 3, 1);
    assertThat(near.get(0).cosine()).isCloseTo(0, within(1e-6));
    assertThat(near.get(2).cosine()).isCloseTo(-1, within(1e-6));
  }

  @Test
  void noVectorIsItsOwnNeighbour() {
    assertThat(likeness.nearest(1, 10)).hasSize(3).extracting(Likeness.Near::row).doesNotContain(1);
  }
}
