package io.residua.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentRateTest {

  private static final org.assertj.core.data.Offset<Double> CLOSE = within(1e-9);

  @Test
  void isThatOfTheLastMinute() {
    RecentRate rate = new RecentRate(0, 0);
    for (int second = 1; second <= 100; second++) {
      rate.rate(second, 10L * second);
    }
    for (int second = 101; second <= 200; second++) {
      rate.rate(second, 1_000 + 30L * (second - 100));
    }
    assertThat(rate.rate(200, 4_000)).isCloseTo(30, CLOSE);
  }

  @Test
  void leavesOutTheTimeBeforeItBegan() {
    RecentRate rate = new RecentRate(0, 500);
    rate.rate(10, 500);
    rate.rate(20, 500);
    assertThat(rate.rate(22, 520)).isCloseTo(10, CLOSE);
  }

  @Test
  void fallsToNothingWhenNothingComes() {
    RecentRate rate = new RecentRate(0, 0);
    rate.rate(1, 100);
    assertThat(rate.rate(10, 100)).isCloseTo(10, CLOSE);
    rate.rate(50, 100);
    assertThat(rate.rate(80, 100)).isCloseTo(0, CLOSE);
  }
}
