package io.residua.jobs.extract;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.backbone.Engine;
import io.residua.backbone.Precision;
import io.residua.backbone.Stage;
import io.residua.backbone.engines.Engines;
import io.residua.io.lake.InputForm;
import io.residua.jobs.CommandLine;
import io.residua.jobs.Duck;
import io.residua.jobs.calibrate.DriftLimits;
import io.residua.jobs.demo.Demo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs in 8 bits, local[2], over pictures drawn here. */
class Int8Test {

  private static final String CALIBRATION = "_residua/calibration.json";
  private static final String MEASURED = "ranges of 11 activations measured in f32";

  @TempDir static Path folder;
  private static Path pictures;
  private static Path good;
  private static CommandLine first;

  @BeforeAll
  static void extractOnce() throws IOException {
    Engine engine = Engines.of("onednn");
    assumeTrue(
        engine.precisions(engine.instructionSet()).contains(Precision.INT8),
        "skipped: this processor has no int8");
    pictures = Demo.drawPictures(folder);
    Files.writeString(pictures.resolve("words.jpg"), "no picture");
    good = folder.resolve("good");
    first = extract(good);
    assertThat(first.exitCode()).as(first.output()).isZero();
  }

  private static CommandLine extract(Path output, String... more) {
    String[] command = {
      "extract",
      "--input",
      pictures.toString(),
      "--output",
      output.toString(),
      "--model",
      "resnet18",
      "--weights",
      "generated:42",
      "--embedding-stage",
      "conv3_x",
      "--shard-images",
      "16",
      "--batch-size",
      "4",
      "--precision",
      "int8",
      "--decoder-isolation",
      "none",
      "--master",
      "local[2]"
    };
    return residua(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void theDriftIsSaidAndRecorded() throws Exception {
    assertThat(first.output())
        .contains("int8: calibrating on 60 of 61 images")
        .contains(MEASURED)
        .contains("onednn int8 on")
        .contains("int8 against f32: cosine 0.99")
        .contains("of 30 images; in bf16: nothing")
        .contains("61 listed = 60 embedded + 1 quarantined");
    JsonNode run = json(good.resolve("_residua/run.json"));
    JsonNode calibration = json(good.resolve(CALIBRATION));
    String sha256 = calibration.path("sha256").asText();
    assertThat(run.path("calibration").path("sha256").asText()).isEqualTo(sha256);
    assertThat(run.path("calibration").path("images").asText()).isEqualTo("60");
    assertThat(run.path("calibration").path("drift-accepted").asText()).isEqualTo("false");
    assertThat(run.path("calibration").path("cosine-mean").asDouble())
        .isEqualTo(calibration.path("drift").path("cosine-mean").asDouble())
        .isBetween(0.99, 0.99999);
    assertThat(run.path("settings").path("residua.calibration-sha256").asText()).isEqualTo(sha256);
    assertThat(
            Duck.row(
                "SELECT count(*) FROM parquet_kv_metadata('%s/embeddings/*.parquet')"
                        .formatted(good)
                    + " WHERE decode(key) = 'residua.calibration-sha256' AND decode(value) = '%s'"
                        .formatted(sha256)))
        .isEqualTo("4");
    assertThat(residua("verify", good.toString()).exitCode()).isZero();
  }

  /** The sample would be another one by now; the shard to do again has none of what changed. */
  @Test
  void aRunThatGoesOnTakesItsOwnCalibration() throws Exception {
    Path output = copy("resumed");
    Map<String, String> before = embeddings(output);
    Path changed;
    try (Stream<Path> all = Files.list(pictures)) {
      changed = all.sorted().findFirst().orElseThrow();
    }
    byte[] picture = Files.readAllBytes(changed);
    FileTime modified = Files.getLastModifiedTime(changed);
    Files.writeString(changed, "garbled");
    try {
      Files.delete(output.resolve("embeddings/shard-000002.parquet"));
      Files.delete(output.resolve("_residua/ledger/shard-000002.json"));
      CommandLine again = extract(output, "--precision", "auto");
      assertThat(again.exitCode()).as(again.output()).isZero();
      assertThat(again.output()).contains("1 of 4 shards to do").doesNotContain(MEASURED);
      assertThat(embeddings(output)).isEqualTo(before);
    } finally {
      Files.write(changed, picture);
      Files.setLastModifiedTime(changed, modified);
    }
  }

  @Test
  void aCalibrationThatIsNotTheRunsIsNamed() throws IOException {
    Path output = copy("spoilt");
    Path file = output.resolve(CALIBRATION);
    Files.delete(file);
    CommandLine gone = extract(output);
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.output()).contains("expected that of the run").contains("found none");
    assertThat(residua("verify", output.toString()).output())
        .contains("[_residua/calibration.json] expected the calibration of the run, found none");
    assertThat(extract(output, "--calibration", good.resolve(CALIBRATION).toString()).exitCode())
        .isZero();
    Files.writeString(
        file, Files.readString(good.resolve(CALIBRATION)).replace("\"conv1\"", "\"conv7\""));
    CommandLine edited = extract(output);
    assertThat(edited.exitCode()).isEqualTo(1);
    assertThat(edited.output()).contains("the file was damaged or edited");
    assertThat(residua("verify", output.toString()).output())
        .contains("[_residua/calibration.json] expected ranges of SHA-256");
  }

  @Test
  void whatADriverLeftThatDiedBeforeItFrozeTheRunIsTaken() throws Exception {
    Path output = folder.resolve("died");
    Files.createDirectories(output.resolve("_residua"));
    Files.copy(good.resolve(CALIBRATION), output.resolve(CALIBRATION));
    CommandLine other = extract(output, "--limit", "50");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.output()).contains("left by a run that died before it began; remove the file");
    CommandLine maps = extract(output, "--maps", "conv4_x");
    assertThat(maps.exitCode()).isEqualTo(2);
    assertThat(maps.output()).contains("expected a range, found none");
    CommandLine same = extract(output);
    assertThat(same.exitCode()).as(same.output()).isZero();
    assertThat(same.output()).contains("which died before it began").doesNotContain(MEASURED);
    assertThat(embeddings(output)).isEqualTo(embeddings(good));
  }

  @Test
  void aGivenCalibrationIsTakenOrRefused() throws IOException {
    Path output = folder.resolve("given");
    String given = good.resolve(CALIBRATION).toString();
    CommandLine part = extract(output, "--limit", "20", "--calibration", given);
    assertThat(part.exitCode()).as(part.output()).isZero();
    assertThat(output.resolve(CALIBRATION)).hasSameTextualContentAs(good.resolve(CALIBRATION));
    Path other = folder.resolve("refused");
    refused(extract(other, "--calibration", "/no/such.json"), "found no file");
    refused(extract(other, "--calibration", pictures.resolve("words.jpg").toString()), "words.jpg");
    refused(
        extract(other, "--calibration", given, "--weights", "generated:43"),
        "expected one measured for residua.weights-sha256");
    refused(
        extract(other, "--calibration", given, "--precision", "f32"),
        "[--calibration] expected --precision int8, found f32");
    refused(extract(other, "--limit", "31"), "expected at least 32 images that can be decoded");
    refused(extract(other, "--calibration-images", "8"), "--calibration-images] expected 32 to");
    refused(extract(other, "--isa", "avx2"), "int8 wants --engine onednn on processors with");
    refused(extract(other, "--engine", "dl4j"), "int8 wants --engine onednn");
    assertThat(other).doesNotExist();
  }

  @Test
  void rowsAreCopiedSinceARunOfTheSameCalibration() throws Exception {
    CommandLine since =
        extract(folder.resolve("since"), "--since", good.toString(), "--limit", "40");
    assertThat(since.exitCode()).as(since.output()).isZero();
    assertThat(since.output()).contains("40 unchanged and copied").doesNotContain(MEASURED);
    CommandLine auto =
        extract(folder.resolve("auto"), "--since", good.toString(), "--precision", "auto");
    assertThat(auto.output()).contains("onednn int8 on");
    assertThat(embeddings(folder.resolve("auto"))).isEqualTo(embeddings(good));
  }

  @Test
  void moreDriftThanIsLetThroughStopsTheJobUnlessAccepted() throws IOException {
    Path output = folder.resolve("drifted");
    DriftLimits impossible = new DriftLimits(1.5, 1.5);
    assertThatThrownBy(() -> extract(output, impossible, false))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("[--precision] int8: expected a mean cosine of at least 1.5")
        .hasMessageContaining("found cosine ")
        .hasMessageContaining("of 30 images, with ")
        .hasMessageContaining("choose --precision bf16, or --accept-drift");
    assertThat(output).doesNotExist();
    assertThat(extract(output, impossible, true))
        .contains("int8: with 3 of 5 blocks in bf16")
        .contains("accepted by --accept-drift")
        .contains("61 listed = 60 embedded + 1 quarantined");
    JsonNode calibration = json(output.resolve("_residua/run.json")).path("calibration");
    assertThat(calibration.path("drift-accepted").asText()).isEqualTo("true");
    assertThat(calibration.path("kept-bf16").asText().split(",", -1)).hasSize(3);
    assertThat(residua("verify", output.toString()).exitCode()).isZero();
  }

  @Test
  void aPlanInInt8SaysTheDriftAndWritesNothing() {
    Path output = folder.resolve("planned");
    CommandLine plan =
        residua(
            "plan",
            "--input",
            pictures.toString(),
            "--output",
            output.toString(),
            "--model",
            "resnet18",
            "--weights",
            "generated:42",
            "--embedding-stage",
            "conv3_x",
            "--precision",
            "int8");
    assertThat(plan.exitCode()).as(plan.output()).isZero();
    assertThat(plan.output()).contains("int8: cosine 0.99").contains("one core, onednn int8");
    assertThat(output).doesNotExist();
  }

  private static String extract(Path output, DriftLimits limits, boolean accept)
      throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ExtractRequest request =
        new ExtractRequest(
                new LakeRequest(
                    List.of(pictures.toString()), List.of(), List.of(), 0, InputForm.NONE),
                new FeatureRequest(
                    "generated:42",
                    "resnet18",
                    null,
                    ClipRequest.NONE,
                    Stage.CONV3_X,
                    "onednn",
                    "int8",
                    null,
                    4),
                output.toString(),
                16,
                false,
                0,
                "local[2]",
                Map.of())
            .calibrating(new CalibrationRequest(null, 256, accept));
    Extraction.run(request, "test", limits, new PrintStream(said, true, StandardCharsets.UTF_8));
    return said.toString(StandardCharsets.UTF_8);
  }

  private static void refused(CommandLine run, String why) {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
    assertThat(run.output()).contains(why);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> all = Files.walk(good)) {
      for (Path from : all.toList()) {
        Files.copy(from, copy.resolve(good.relativize(from).toString()));
      }
    }
    return copy;
  }

  private static Map<String, String> embeddings(Path output) throws Exception {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(output.resolve("embeddings"))) {
      for (Path file : files.toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        all.put(String.valueOf(file.getFileName()), HexFormat.of().formatHex(digest));
      }
    }
    return all;
  }
}
