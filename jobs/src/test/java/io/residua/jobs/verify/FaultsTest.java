package io.residua.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultsTest {

  @Test
  void allAreCountedAndTheFirstKept() {
    Faults faults = new Faults();
    for (int i = 0; i < 1000; i++) {
      faults.requireEqual("file " + i, "rows", 1, 2);
    }
    assertThat(faults.count()).isEqualTo(1000);
    assertThat(faults.first())
        .hasSize(Faults.MOST_KEPT)
        .startsWith("[file 0] expected rows 1, found 2");
  }
}
