package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReducedJpegDriftTest {

  @Test
  void comparesWhatBothHaveByUri() {
    ReducedJpegDrift drift =
        ReducedJpegDrift.of(
            Map.of("a", List.of(3f, 4f), "b", List.of(1f, 0f), "c", List.of(1f, 1f)),
            Map.of("b", List.of(1f, 1f), "a", List.of(6f, 8f), "d", List.of(1f, 1f)));
    assertThat(drift.images()).isEqualTo(2);
    assertThat(drift.leastCosine()).isCloseTo(Math.sqrt(0.5), within(1e-12));
    assertThat(drift.meanCosine()).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
  }

  @Test
  void nothingInCommonIsNoDrift() {
    assertThat(ReducedJpegDrift.of(Map.of(), Map.of("a", List.of(1f))))
        .isEqualTo(new ReducedJpegDrift(0, 1, 1));
  }
}
