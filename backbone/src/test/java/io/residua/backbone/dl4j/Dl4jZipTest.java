package io.residua.backbone.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.GeneratedWeights;
import io.residua.backbone.weights.WeightsException;
import io.residua.backbone.weights.WeightsSource;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jZipTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void plainDeeplearning4jLoadsItAndMeetsTheReference(String model) throws IOException {
    Path golden =
        Path.of(
            System.getProperty("residua.shared.dir", "../../shared"),
            "golden/backbone",
            model + ".json");
    if (!Files.exists(golden)) {
      abort("the reference is skipped: there is no " + golden);
    }
    JsonNode reference = new ObjectMapper().readTree(golden.toFile());
    long seed = reference.get("seed").asLong();
    Path file = folder.resolve(model + ".zip");
    Dl4jZip.write(weights(reference.get("model").asText(), seed, Stage.CONV5_X), file);
    ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
    JsonNode run = reference.get("runs").get(1);
    long[] extents = new ObjectMapper().convertValue(run.get("input"), long[].class);
    int count = (int) Arrays.stream(extents).reduce(1, Math::multiplyExact);
    INDArray[] maps =
        graph.output(Nd4j.create(GeneratedWeights.uniform("input", seed, count), extents, 'c'));
    assertThat(maps).hasSize(Stage.values().length);
    for (Stage stage : Stage.values()) {
      check(stage, maps[stage.index()], run.get("stages").get(stage.label()));
    }
    graph.close();
  }

  private static void check(Stage stage, INDArray map, JsonNode golden) {
    float[] values = map.dup('c').data().asFloat();
    double allowed = 1e-4 * golden.get("max").asDouble();
    for (int i = 0; i < golden.get("index").size(); i++) {
      assertThat((double) values[golden.get("index").get(i).asInt()])
          .as(stage.label() + " at " + golden.get("index").get(i))
          .isCloseTo(golden.get("value").get(i).asDouble(), within(allowed));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, CONV5_X",
    "resnet34, CONV3_X",
    "resnet50, CONV4_X",
    "resnet50-keras, CONV3_X",
    "resnet50-stride-in-1x1, CONV3_X",
    "resnet50-deep-stem-avg-down, CONV4_X",
    "resnet50-os16, CONV5_X",
    "resnet18-os8, CONV5_X",
  })
  void whatIsReadBackIsWhatWasWritten(String model, Stage deepest) {
    FoldedWeights written = weights(model, 7, deepest);
    Path file = folder.resolve("model.zip");
    Dl4jZip.write(written, file);
    FoldedWeights read = Dl4jZip.read(file);
    assertThat(read.spec()).isEqualTo(written.spec());
    assertThat(read.deepest()).isEqualTo(deepest);
    assertThat(read.source()).isEqualTo("model.zip");
    assertThat(read.sha256()).matches("[0-9a-f]{64}");
    assertSameTensors(read, written);
  }

  @Test
  void theCardTellsWhereTheWeightsCameFrom() {
    FoldedWeights weights = weights("resnet18", 7, Stage.CONV2_X);
    Path file = folder.resolve("model.zip");
    Dl4jZip.write(weights, file, Map.of("preprocessing", "imagenet-224"), false);
    assertThat(Dl4jZip.card(file))
        .containsEntry("model", "resnet18")
        .containsEntry("deepest", "conv2_x")
        .containsEntry("source", "generated:7")
        .containsEntry("sha256", weights.sha256())
        .containsEntry("preprocessing", "imagenet-224");
    assertThat(Dl4jZip.recognizes(file)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50-stride-in-1x1", "resnet50-avg-down"})
  void aGraphThatDeeplearning4jSavedAgainIsRecognized(String model) throws IOException {
    FoldedWeights written = weights(model, 7, Stage.CONV3_X);
    Path file = folder.resolve("model.zip");
    Dl4jZip.write(written, file);
    ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
    Path again = folder.resolve("again.zip");
    ModelSerializer.writeModel(graph, again.toFile(), true);
    graph.close();
    assertThat(Dl4jZip.card(again)).isEmpty();
    FoldedWeights read = Dl4jZip.read(again);
    assertThat(read.spec()).isEqualTo(written.spec());
    assertSameTensors(read, written);
  }

  @Test
  void theSameWeightsGiveTheSameBytes() throws IOException {
    FoldedWeights weights = weights("resnet18", 7, Stage.CONV2_X);
    Dl4jZip.write(weights, folder.resolve("a.zip"));
    Dl4jZip.write(weights, folder.resolve("b.zip"));
    assertThat(folder.resolve("a.zip")).hasSameBinaryContentAs(folder.resolve("b.zip"));
  }

  @Test
  void aFileThatIsThereIsReplacedOnlyWhenToldTo() throws IOException {
    FoldedWeights weights = weights("resnet18", 7, Stage.CONV2_X);
    Path file = Files.writeString(folder.resolve("a.zip"), "mine");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Dl4jZip.write(weights, file))
        .withMessage(
            "[%s] expected no file yet, found one; name another, or remove it".formatted(file));
    assertThat(file).hasContent("mine");
    Dl4jZip.write(weights, file, Map.of(), true);
    assertSameTensors(Dl4jZip.read(file), weights);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aGraphOfOthersIsRefused() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nIn(3).nOut(2).build(), "in")
                .setOutputs("conv")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .validateOutputLayerConfig(false)
                .build());
    graph.init();
    Path file = folder.resolve("other.zip");
    ModelSerializer.writeModel(graph, file.toFile(), false);
    assertRefused(
        file,
        "expected a graph with vertices conv2_x to conv5_x as Residua writes it, found [conv]; only such graphs are read");
  }

  @Test
  void aGraphWithAnotherStrideIsRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    edit(entries, "configuration.json", "\"stride\" : [ 2, 2 ]", "\"stride\" : [ 3, 3 ]");
    assertRefused(zip(entries), "/stride/0: expected 2, found 3");
  }

  @Test
  void anotherModelThanTheCardSaysIsRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    edit(entries, "residua.json", "resnet18", "resnet34");
    assertRefused(zip(entries), "resnet34: /");
  }

  @Test
  void coefficientsOfAnotherLengthAreRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    Nd4j.write(Nd4j.zeros(1, 77), new DataOutputStream(other));
    entries.put("coefficients.bin", other.toByteArray());
    assertRefused(zip(entries), "coefficients.bin: expected a vector of");
  }

  @Test
  void coefficientsCutShortAreRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    byte[] whole = Objects.requireNonNull(entries.get("coefficients.bin"));
    for (int length : new int[] {0, 1, 20, 60, 100, 400, whole.length - 1}) {
      entries.put("coefficients.bin", Arrays.copyOf(whole, length));
      assertRefused(zip(entries), "coefficients.bin: expected");
    }
    entries.put("coefficients.bin", Arrays.copyOf(whole, whole.length + 1));
    assertRefused(zip(entries), "expected the end behind the values, found more");
  }

  @Test
  void entriesThatAreNotDeeplearning4jsAreRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("../../evil.sh", new byte[1]);
    assertRefused(zip(entries), "../../evil.sh: expected only entries that Deeplearning4j writes");
  }

  @Test
  void whatMayRunCodeIsNeverOpened() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("preprocessor.bin", new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 1, 2, 3});
    assertThat(Dl4jZip.read(zip(entries)).spec().name()).isEqualTo("resnet18");
  }

  @Test
  void entriesThatGrowAreRefusedAtOnce() throws IOException {
    Map<String, byte[]> entries = entries();
    byte[] configuration = Objects.requireNonNull(entries.get("configuration.json"));
    entries.put("configuration.json", new byte[200 << 20]);
    assertRefused(zip(entries), "configuration.json: expected at most 8388608 bytes");
    entries.put("configuration.json", configuration);
    entries.put("residua.json", new byte[200 << 20]);
    assertRefused(zip(entries), "residua.json: expected at most 65536 bytes");
    entries.remove("coefficients.bin");
    assertRefused(zip(entries), "coefficients.bin: expected such an entry, found none");
  }

  @Test
  void configurationsThatAreNestedWithoutEndAreRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("configuration.json", "[".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
    assertRefused(zip(entries), "configuration.json: expected JSON, found a fault");
  }

  @Test
  void noChangeOfAByteEscapesAsAnythingElse() throws IOException {
    byte[] whole = Files.readAllBytes(zip(entries()));
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      byte[] changed =
          Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
      for (int j = 0; j < 4 && changed.length > 0; j++) {
        int end = changed.length - 1 - random.nextInt(Math.min(changed.length, 2000));
        changed[random.nextBoolean() ? random.nextInt(Math.min(changed.length, 9000)) : end] =
            (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("changed.zip"), changed);
      try {
        Dl4jZip.read(file);
      } catch (WeightsException e) {
        assertThat(e).hasMessageContaining("changed.zip");
      }
    }
  }

  private static void assertRefused(Path file, String problem) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(
            () -> assertTimeoutPreemptively(Duration.ofSeconds(2), () -> Dl4jZip.read(file)))
        .withMessageStartingWith("[" + file.getFileName() + "] ")
        .withMessageContaining(problem);
  }

  private Map<String, byte[]> entries() throws IOException {
    Path file = folder.resolve("whole.zip");
    Dl4jZip.write(weights("resnet18", 7, Stage.CONV2_X), file, Map.of(), true);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    assertThat(entries).containsOnlyKeys("configuration.json", "residua.json", "coefficients.bin");
    return entries;
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve("edited.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private static void edit(Map<String, byte[]> entries, String name, String from, String to) {
    String text = new String(Objects.requireNonNull(entries.get(name)), StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    entries.put(name, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  private static FoldedWeights weights(String model, long seed, Stage deepest) {
    return WeightsSource.load("generated:" + seed, ResNetSpec.of(model), deepest);
  }

  private static void assertSameTensors(FoldedWeights found, FoldedWeights expected) {
    List<Convolution> convolutions = expected.spec().convolutions(expected.deepest());
    assertThat(found.tensors()).hasSize(convolutions.size());
    for (Convolution convolution : convolutions) {
      assertThat(found.of(convolution).weight().mismatch(expected.of(convolution).weight()))
          .as(convolution.name() + ".weight")
          .isEqualTo(-1);
      assertThat(found.of(convolution).bias().mismatch(expected.of(convolution).bias()))
          .as(convolution.name() + ".bias")
          .isEqualTo(-1);
    }
  }
}
