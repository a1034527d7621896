package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {

  @Test
  void aHostileNameSteersNoTerminalAndIsWholeInJson() {
    String name = "/photos/\u001b[2J\n\u202egpj.exe";
    Answer answer = new Answer(name, null, "cosine", Effort.EXACT, List.of(new Hit(name, 0.5f, 0)));
    assertThat(answer.text().lines()).hasSize(3);
    assertThat(answer.text())
        .doesNotContain("\u001b", "\u202e")
        .contains("/photos/\ufffd[2J\ufffd\ufffdgpj.exe");
    assertThat(answer.toJson()).contains("\\u001B[2J\\n");
  }
}
