package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.backbone.engines.Engines;
import io.residua.backbone.weights.GeneratedWeights;
import io.residua.backbone.weights.WeightsSource;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every engine and precision against reference features computed by another program from the same
 * generated weights. The folder is {@code -Dresidua.golden.dir}, by default {@code
 * ../shared/golden/backbone}.
 */
class GoldenBackboneTest {

  /** Largest error over the largest value of the stage. */
  private static double tolerance(Precision precision) {
    return switch (precision) {
      case F32 -> 1e-4;
      case BF16 -> 1e-2;
      case INT8 -> 1e-1;
    };
  }

  @TestFactory
  Stream<DynamicTest> everyStageAndThePooledVectorMeetTheReference() throws IOException {
    GoldenFolder folder = GoldenFolder.find();
    List<Path> files = folder.files();
    if (files.isEmpty()) {
      return Stream.of(dynamicTest("golden files", folder::reportNone));
    }
    return files.stream().flatMap(GoldenBackboneTest::cases);
  }

  private static Stream<DynamicTest> cases(Path file) {
    String model = file.getFileName().toString().replace(".json", "");
    List<DynamicTest> cases = new ArrayList<>();
    for (String engine : Engines.names()) {
      for (Precision precision :
          Engines.of(engine).precisions(Engines.of(engine).instructionSet())) {
        cases.add(
            dynamicTest(
                "%s %s %s".formatted(model, engine, precision.label()),
                () -> check(file, Engines.of(engine), precision)));
      }
    }
    return cases.stream();
  }

  private static void check(Path file, Engine engine, Precision precision) throws IOException {
    if (precision == Precision.BF16 && engine.instructionSet().equals("avx2")) {
      abort("bf16 is skipped: this processor has no AVX-512");
    }
    JsonNode golden = new ObjectMapper().readTree(file.toFile());
    ResNetSpec spec = ResNetSpec.of(golden.get("model").asText());
    String weights = "generated:" + golden.get("seed").asLong();
    FoldedWeights folded = WeightsSource.load(weights, spec, spec.deepest());
    int runs = 0;
    try (Backbone backbone =
        precision == Precision.INT8
            ? engine.load(folded, ranges(engine, folded, golden))
            : engine.load(folded, precision)) {
      for (JsonNode run : golden.get("runs")) {
        check(backbone, golden.get("seed").asLong(), run);
        runs++;
      }
    }
    assertThat(runs).as("runs in " + file).isPositive();
  }

  /** Of the reference's own inputs. */
  private static Quantization ranges(Engine engine, FoldedWeights weights, JsonNode golden) {
    ActivationRanges ranges = new ActivationRanges();
    try (Backbone backbone = engine.load(weights, Precision.F32)) {
      for (JsonNode run : golden.get("runs")) {
        int images = integers(run.get("input")).get(0);
        try (Slot slot = backbone.openSlot(images)) {
          fill(slot, golden.get("seed").asLong(), integers(run.get("input")));
          slot.observe(images, ranges);
        }
      }
    }
    return ranges.quantization();
  }

  private static void fill(Slot slot, long seed, List<Integer> extents) {
    int images = extents.get(0);
    int frames = extents.size() == 5 ? extents.get(2) : 1;
    int height = extents.get(extents.size() - 2);
    int width = extents.get(extents.size() - 1);
    int values = 3 * frames * height * width;
    float[] input = GeneratedWeights.uniform("input", seed, images * values);
    slot.begin(frames, height, width);
    for (int image = 0; image < images; image++) {
      slot.setValues(image, FloatBuffer.wrap(input, image * values, values));
    }
  }

  private static void check(Backbone backbone, long seed, JsonNode run) {
    List<Integer> extents = integers(run.get("input"));
    int images = extents.get(0);
    try (Slot slot = backbone.openSlot(images)) {
      fill(slot, seed, extents);
      StageMaps maps = slot.forward(images, wanted(run));
      for (Stage stage : wanted(run)) {
        checkMap(maps, stage, run.get("stages").get(stage.label()), backbone.precision());
      }
      checkPooled(maps, run, backbone.precision());
    }
  }

  private static void checkMap(StageMaps maps, Stage stage, JsonNode golden, Precision precision) {
    FeatureShape shape = maps.shape(stage);
    List<Integer> extents = integers(golden.get("shape"));
    assertThat(extents)
        .isEqualTo(
            extents.size() == 5
                ? List.of(
                    maps.images(), shape.channels(), shape.frames(), shape.height(), shape.width())
                : List.of(maps.images(), shape.channels(), shape.height(), shape.width()));
    FloatBuffer map = FloatBuffer.allocate(Math.toIntExact(maps.images() * shape.size()));
    maps.copyMap(stage, map);
    double allowed = tolerance(precision) * golden.get("max").asDouble();
    for (int i = 0; i < golden.get("index").size(); i++) {
      assertClose(
          stage.label() + " at " + golden.get("index").get(i),
          map.get(golden.get("index").get(i).asInt()),
          golden.get("value").get(i).asDouble(),
          allowed);
    }
  }

  private static void checkPooled(StageMaps maps, JsonNode run, Precision precision) {
    Stage deepest = Collections.max(wanted(run));
    double max = run.get("stages").get(deepest.label()).get("max").asDouble();
    int channels = maps.shape(deepest).channels();
    FloatBuffer pooled = FloatBuffer.allocate(maps.images() * channels);
    maps.copyPooled(deepest, Pooling.AVERAGE, pooled);
    for (int image = 0; image < maps.images(); image++) {
      for (int channel = 0; channel < channels; channel++) {
        assertClose(
            "pooled of image %d, channel %d".formatted(image, channel),
            pooled.get(image * channels + channel),
            run.get("pooled").get(image).get(channel).asDouble(),
            tolerance(precision) * max);
      }
    }
  }

  /** AssertJ's description of half a million values that agree would take longer than they. */
  private static void assertClose(String what, double found, double expected, double allowed) {
    if (!(Math.abs(found - expected) <= allowed)) {
      fail("%s: expected %s within %s, found %s", what, expected, allowed, found);
    }
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> integers = new ArrayList<>();
    array.forEach(number -> integers.add(number.asInt()));
    return integers;
  }

  private static Set<Stage> wanted(JsonNode run) {
    Set<Stage> stages = EnumSet.noneOf(Stage.class);
    run.get("stages").fieldNames().forEachRemaining(label -> stages.add(Stage.of(label)));
    return stages;
  }

  /**
   * Where the references are.
   *
   * @param path the folder, which may not exist
   * @param demanded whether finding nothing in it is a failure
   */
  private record GoldenFolder(Path path, boolean demanded) {

    static GoldenFolder find() {
      String given = System.getProperty("residua.golden.dir");
      if (given != null) {
        Path path = Path.of(given);
        Path fromRoot = Path.of("..").resolve(path);
        return new GoldenFolder(Files.isDirectory(path) ? path : fromRoot, true);
      }
      Path shared = Path.of(System.getProperty("residua.shared.dir", "../../shared"));
      return new GoldenFolder(shared.resolve("golden/backbone"), Files.isDirectory(shared));
    }

    List<Path> files() throws IOException {
      if (!Files.isDirectory(path)) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(path)) {
        return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      }
    }

    void reportNone() {
      if (demanded) {
        fail("[%s] expected golden files, NAME.json, found none", path);
      }
      abort("golden files are skipped: there is no " + path);
    }
  }
}
