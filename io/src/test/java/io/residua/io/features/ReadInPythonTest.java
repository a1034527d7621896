package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether NumPy and pyarrow read what was written; skipped where {@code python3} has them not, or a
 * pyarrow before 26, which need not know both tensor types and the footer's key-values.
 */
class ReadInPythonTest {

  private static final String IMPORT =
      "import numpy, pyarrow; assert int(pyarrow.__version__.split('.')[0]) >= 26";

  private static final int CHANNELS = 4;
  private static final int ROWS = 7;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "ARROW, F16, true",
    "ARROW, F32, true",
    "ARROW, F16, false",
    "ARROW, F32, false",
    "PARQUET, F16, true",
    "PARQUET, F32, true",
    "PARQUET, F16, false",
    "PARQUET, F32, false"
  })
  void pyarrowReadsEveryMap(MapsFormat format, MapsDtype dtype, boolean fixed) throws Exception {
    Path file = folder.resolve("maps." + format.label());
    write(file, format, dtype, fixed ? new FeatureShape(CHANNELS, 5, 6) : null);
    assertThat(python("maps", file.toString(), dtype.label()))
        .isEqualTo(
            "%s %s: 7 rows in 1 batches are as written%n"
                .formatted(fixed ? "fixed" : "variable", dtype.label()));
  }

  @Test
  void numPyMapsAnArray() throws Exception {
    Path file = folder.resolve("embeddings.npy");
    try (OutputStream out = Files.newOutputStream(file)) {
      NpyWriter array = NpyWriter.begin(out, ROWS, 33);
      for (int row = 0; row < ROWS; row++) {
        array.write(values(row, 33));
      }
      array.finish();
    }
    assertThat(python("npy", file.toString()))
        .isEqualTo("npy: (7, 33) are as written%n".formatted());
  }

  private static void write(
      Path file, MapsFormat format, MapsDtype dtype, @Nullable FeatureShape fixed)
      throws IOException {
    MapLayout layout = new MapLayout(Stage.CONV4_X, 16, CHANNELS, fixed);
    Map<String, String> origin = Map.of("residua.model", "resnet50", "residua.engine", "onednn");
    try (BufferAllocator memory = new RootAllocator(64 << 20);
        StageMapFile maps = StageMapFile.create(file, format, dtype, layout, origin, memory)) {
      for (int row = 0; row < ROWS; row++) {
        FeatureShape shape = fixed == null ? new FeatureShape(CHANNELS, 5 + row, 6) : fixed;
        maps.write(place(row), shape, values(row, (int) shape.size()));
      }
      maps.finish();
    }
  }

  /** As read_features.py expects it; so are the values. */
  private static MapRow place(int row) {
    return new MapRow(
        "file:/photos/%03d é😀.jpg".formatted(row),
        640 + row,
        480,
        new Extent(224, 223 - row),
        row,
        2 * row,
        0.1 * row + 0.1,
        1.0 / 3);
  }

  private static FloatBuffer values(int row, int count) {
    FloatBuffer values = FloatBuffer.allocate(count);
    for (int i = 0; i < count; i += 2) {
      values.put(i, ((row * 31 + i * 7) % 1_000) * 0.37f);
    }
    return values;
  }

  /**
   * Runs the script.
   *
   * @return what it prints
   */
  private String python(String... arguments) throws Exception {
    assumeTrue(
        run(List.of("python3", "-c", IMPORT)).exit == 0,
        "skipped: there is no python3 with numpy and pyarrow 26");
    Path script = folder.resolve("read_features.py");
    try (InputStream in = ReadInPythonTest.class.getResourceAsStream("read_features.py")) {
      Files.copy(in, script);
    }
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(List.of(arguments));
    Run run = run(command);
    assertThat(run.exit).as(run.output).isZero();
    return run.output;
  }

  private record Run(int exit, String output) {}

  private Run run(List<String> command) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Run(-1, e.toString());
    }
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("python3 ended").isTrue();
    return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
