package io.residua.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveLineTest {

  @Test
  void writesHoursOnlyWhereThereAreSome() {
    assertThat(LiveLine.duration(59)).isEqualTo("0:59");
    assertThat(LiveLine.duration(3_599)).isEqualTo("59:59");
    assertThat(LiveLine.duration(36_061)).isEqualTo("10:01:01");
  }
}
