package io.residua.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Drift;
import io.residua.backbone.Quantization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The search, on a network whose parts' errors add up. */
class KeptBlocksTest {

  private static final List<Integer> CALIBRATED = IntStream.range(0, 40).boxed().toList();
  private static final List<Integer> HELD_OUT = IntStream.range(40, 80).boxed().toList();
  private static final Map<String, Double> ERRORS =
      new TreeMap<>(Map.of("a", 0.001, "b", 0.02, "c", 0.004, "d", 0.05, "e", 0.002, "f", 0.01));
  private static final Quantization ALL = new Quantization(Map.of("input", 1f), Set.of());

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private KeptBlocks.Kept find(double leastCosine) throws IOException {
    Trial trial =
        (quantization, images) -> {
          double error =
              ERRORS.entrySet().stream()
                  .filter(part -> quantization.quantizes(part.getKey()))
                  .mapToDouble(Map.Entry::getValue)
                  .sum();
          return new Drift(images.size(), 1, 1 - error, 1 - error, 1, 1);
        };
    DriftLimits limits = new DriftLimits(leastCosine, 0);
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new KeptBlocks(List.copyOf(ERRORS.keySet()), trial, limits, out)
        .find(ALL, CALIBRATED, HELD_OUT);
  }

  @Test
  void theFewestOfThoseThatCauseMostAreKept() throws IOException {
    KeptBlocks.Kept one = find(0.96);
    assertThat(one.parts()).containsExactly("d");
    assertThat(one.drift().cosineMean()).isEqualTo(0.963);
    assertThat(find(0.98).parts()).containsExactly("d", "b");
    assertThat(find(0.99).parts()).containsExactly("d", "b", "f");
  }

  @Test
  void halfOfThemAreKeptWhereNothingHelps() throws IOException {
    KeptBlocks.Kept half = find(0.999);
    assertThat(half.parts()).containsExactly("d", "b", "f");
    assertThat(half.drift().cosineMean()).isEqualTo(0.993);
    assertThat(half.drift().images()).isEqualTo(HELD_OUT.size());
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("int8: ranked 6 blocks by the drift each causes alone")
        .contains("int8: with 3 of 6 blocks in bf16: cosine 0.9930");
  }
}
