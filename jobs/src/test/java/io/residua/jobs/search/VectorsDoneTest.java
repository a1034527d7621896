package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VectorsDoneTest {

  @Test
  void saysRateAndTimeLeft() {
    assertThat(new VectorsDone(2_000, 10_000, 20).line())
        .isEqualTo("2,000/10,000 vectors · 100 vectors/s · ETA 1:20");
  }

  @Test
  void namesWhatComesBeforeAndAfter() {
    assertThat(new VectorsDone(0, 10, 5).line()).endsWith("reading");
    assertThat(VectorsDone.since(System.nanoTime(), 12, 10).line())
        .isEqualTo("10/10 vectors · measuring");
  }
}
