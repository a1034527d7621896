package io.residua.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void numbersStandToTheRightAndWordsToTheLeft() {
    TextTable table = new TextTable("engine", "images/s", "ratio", "difference", "");
    table.add("onednn", "38.2", "1.00x", "0.0e+00", "ok");
    table.add("dl4j", "1002.4", "10.25x", "1.2e-06", "WRONG");
    assertThat(table.lines())
        .containsExactly(
            "  engine  images/s   ratio  difference",
            "  onednn      38.2   1.00x     0.0e+00  ok",
            "  dl4j      1002.4  10.25x     1.2e-06  WRONG");
  }

  @Test
  void aRowHasACellForEachHead() {
    TextTable table = new TextTable("engine", "images/s");
    assertThatThrownBy(() -> table.add("onednn"))
        .hasMessage("[table] row: expected 2 cells, found 1");
  }
}
