package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressLineTest {

  @Test
  void saysRateAndTimeLeft() {
    ProgressLine.State state = new ProgressLine.State(1_000, 5_000, 10_000, 7, 100);
    assertThat(ProgressLine.line(state))
        .isEqualTo("6,000/10,000 images · 100.0 images/s · 7 quarantined · ETA 0:40");
  }

  @Test
  void doesNotGuessBeforeTheFirstImage() {
    ProgressLine.State state = new ProgressLine.State(0, 0, 10, 0, 0);
    assertThat(ProgressLine.line(state)).endsWith("starting");
  }

  @Test
  void doesNotGuessWhenNothingMoved() {
    ProgressLine.State state = new ProgressLine.State(5, 0, 10, 0, 0);
    assertThat(ProgressLine.line(state))
        .isEqualTo("5/10 images · 0.0 images/s · 0 quarantined · waiting");
  }

  @Test
  void writesHoursOnlyWhereThereAreSome() {
    assertThat(ProgressLine.duration(59)).isEqualTo("0:59");
    assertThat(ProgressLine.duration(3_599)).isEqualTo("59:59");
    assertThat(ProgressLine.duration(36_061)).isEqualTo("10:01:01");
  }
}
