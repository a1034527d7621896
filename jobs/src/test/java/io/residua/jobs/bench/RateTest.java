package io.residua.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateTest {

  @Test
  void theMedianAndTheEndsAreThoseOfTheRepeats() {
    assertThat(Rate.of(List.of(7.0, 100.0, 5.0))).isEqualTo(new Rate(7, 5, 100));
    assertThat(Rate.of(List.of(8.0, 1.0, 4.0, 100.0))).isEqualTo(new Rate(6, 1, 100));
  }

  @Test
  void startUpDoesNotCount() {
    assertThat(Rate.between(100, 30 + 1, 400, 30 + 4)).isEqualTo(100);
  }

  @Test
  void sizesThatCannotBeToldApartGiveARateThatIsTooLow() {
    assertThat(Rate.between(100, 2, 400, 2)).isEqualTo(200);
    assertThat(Rate.between(100, 3, 400, 2)).isEqualTo(200);
  }

  /** Five seconds of start-up, then eight images in a tenth of a second. */
  @Test
  void workIsTimedInTwoSizesOfWhichTheLargerTakesTheTimeAskedFor() throws Exception {
    List<Integer> sizes = new ArrayList<>();
    Rate.Work work =
        times -> {
          sizes.add(times);
          return 5 + 0.1 * times;
        };
    Rate rate = Rate.measure(work, 8, 204, 2);
    assertThat(rate.median()).isCloseTo(80, within(1e-9));
    assertThat(sizes.subList(sizes.size() - 4, sizes.size())).containsExactly(10, 40, 10, 40);
  }

  @Test
  void severalTakeTurns() throws Exception {
    StringBuilder turns = new StringBuilder();
    Rate.Work slow =
        times -> {
          turns.append('s');
          return times;
        };
    Rate.Work fast =
        times -> {
          turns.append('f');
          return times / 8.0;
        };
    assertThat(Rate.inTurns(List.of(slow, fast), 1, 1, 2))
        .containsExactly(new Rate(1, 1, 1), new Rate(8, 8, 8));
    assertThat(turns.toString()).endsWith("ssffssff");
  }
}
