package io.residua.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineTest {

  private static Machine of(double load) {
    return new Machine(
        "Processor", 4, List.of("avx2"), 8L << 30, "17", "Linux", Map.of("residua", "1"), load);
  }

  @Test
  void aMachineWithOtherWorkIsWarnedOf() {
    assertThat(of(0.5).warning()).isEmpty();
    assertThat(of(1.5).warning())
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith(
                        "[machine] load: expected an idle machine, found an average of 1.50 on 4 cores"));
  }

  @Test
  void thisMachineSaysWhatItIs() throws Exception {
    Machine here = Machine.here("9.8.7");
    assertThat(here.processor()).isNotBlank();
    assertThat(here.cores()).isPositive();
    assertThat(here.memoryBytes()).isGreaterThan(1L << 30);
    assertThat(here.versions())
        .containsEntry("residua", "9.8.7")
        .containsKeys("oneDNN", "OpenCV", "Deeplearning4j", "Spark");
    assertThat(here.versions().get("oneDNN")).matches("[0-9]+\\.[0-9].*");
    assertThat(here.versions().get("Spark")).matches("[0-9]+\\.[0-9].*");
  }

  @Test
  void itIsPrintedWithItsFlagsAndMemory() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    of(0.25).print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("machine: Processor, 4 cores, 8.0 GiB")
        .contains("  avx2", "  residua 1", "  load 0.25")
        .doesNotContain("[machine]");
  }
}
