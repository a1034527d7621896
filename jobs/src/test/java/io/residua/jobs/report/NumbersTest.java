package io.residua.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void sharesThatAreNotAllOrNothingNeverReadSo() {
    assertThat(Numbers.percent(0)).isEqualTo("0 %");
    assertThat(Numbers.percent(1)).isEqualTo("100 %");
    assertThat(Numbers.percent(1e-6)).isEqualTo("< 0.1 %");
    assertThat(Numbers.percent(0.99999)).isEqualTo("> 99.9 %");
    assertThat(Numbers.percent(0.1234)).isEqualTo("12.3 %");
  }

  @Test
  void bytesHaveTheUnitThatFits() {
    assertThat(Numbers.bytes(1)).isEqualTo("1 byte");
    assertThat(Numbers.bytes(999)).isEqualTo("999 bytes");
    assertThat(Numbers.bytes(1_000)).isEqualTo("1.00 kB");
    assertThat(Numbers.bytes(999_600)).isEqualTo("1.00 MB");
    assertThat(Numbers.bytes(12_300_000_000L)).isEqualTo("12.3 GB");
  }

  @Test
  void durationsHaveTwoUnitsAtMost() {
    assertThat(Numbers.duration(0.94)).isEqualTo("0.9 s");
    assertThat(Numbers.duration(200)).isEqualTo("3 min 20 s");
    assertThat(Numbers.duration(18_420)).isEqualTo("5 h 7 min");
    assertThat(Numbers.duration(183_600)).isEqualTo("2 d 3 h");
  }

  @Test
  void oneIsNoPlural() {
    assertThat(Numbers.count(1, "image")).isEqualTo("1 image");
    assertThat(Numbers.count(1_234, "image")).isEqualTo("1,234 images");
  }
}
