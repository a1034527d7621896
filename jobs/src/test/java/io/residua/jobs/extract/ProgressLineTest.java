package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  @Test
  void saysRateAndTimeLeftOfThisRunAlone() {
    ProgressLine.State state = new ProgressLine.State(1_000, 5_000, 10_000, 7);
    assertThat(ProgressLine.line(state, Duration.ofSeconds(10)))
        .isEqualTo("6,000/10,000 images · 100.0 images/s · 7 quarantined · ETA 0:40");
  }

  @Test
  void doesNotGuessBeforeTheFirstImage() {
    ProgressLine.State state = new ProgressLine.State(0, 0, 10, 0);
    assertThat(ProgressLine.line(state, Duration.ofSeconds(3))).endsWith("starting");
  }

  @Test
  void writesHoursOnlyWhereThereAreSome() {
    assertThat(ProgressLine.duration(59)).isEqualTo("0:59");
    assertThat(ProgressLine.duration(3_599)).isEqualTo("59:59");
    assertThat(ProgressLine.duration(36_061)).isEqualTo("10:01:01");
  }
}
