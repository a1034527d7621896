package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImagesDoneTest {

  @Test
  void saysRateAndTimeLeft() {
    assertThat(new ImagesDone(1_000, 5_000, 10_000, 7, 100).line())
        .isEqualTo("6,000/10,000 images · 100.0 images/s · 7 quarantined · ETA 0:40");
  }

  @Test
  void doesNotGuessBeforeTheFirstImage() {
    assertThat(new ImagesDone(0, 0, 10, 0, 0).line()).endsWith("starting");
  }

  @Test
  void doesNotGuessWhenNothingMoved() {
    assertThat(new ImagesDone(5, 0, 10, 0, 0).line())
        .isEqualTo("5/10 images · 0.0 images/s · 0 quarantined · waiting");
  }
}
