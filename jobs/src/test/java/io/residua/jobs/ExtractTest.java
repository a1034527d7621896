package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;

import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on real Spark, local[2], over pictures drawn here, read back by DuckDB. */
class ExtractTest {

  @TempDir static Path folder;
  private static Path pictures;

  @BeforeAll
  static void drawPictures() throws IOException {
    pictures = Demo.drawPictures(folder);
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
      "--precision",
      "f32",
      "--master",
      "local[2]"
    };
    return residua(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void everyPictureIsEmbeddedOnce() throws Exception {
    Path output = folder.resolve("whole");
    CommandLine run = extract(output);
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.lastLine()).startsWith("60 listed = 60 embedded + 0 quarantined in ");
    assertThat(output.resolve("_SUCCESS")).exists();
    assertThat(
            Duck.row(
                "SELECT count(*), count(DISTINCT uri), min(len(embedding)), max(len(embedding)),"
                    + " min(width) >= 260, bool_and(regexp_matches(sha256, '^[0-9a-f]{64}$'))"
                    + " FROM '%s/embeddings/*.parquet'".formatted(output)))
        .isEqualTo("60 60 512 512 true true");
  }

  @Test
  void aRunThatIsDoneIsNotDoneAgain() throws Exception {
    Path output = folder.resolve("again");
    assertThat(extract(output).exitCode()).isZero();
    Map<Path, FileTime> before = files(output);
    CommandLine again = extract(output, "--master", "spark://localhost:1");
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output()).contains("60 images were done before, 0 in this run");
    assertThat(files(output)).isEqualTo(before);
  }

  @Test
  void otherSettingsOnAnOldOutputAreRefusedByName() throws Exception {
    Path output = folder.resolve("settings");
    assertThat(extract(output, "--limit", "4").exitCode()).isZero();
    Map<Path, FileTime> before = files(output);
    CommandLine weights = extract(output, "--limit", "4", "--weights", "generated:43");
    assertThat(weights.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(weights.output())
        .contains("residua.weights: recorded generated:42, now generated:43")
        .contains("Nothing was written");
    CommandLine precision = extract(output, "--limit", "4", "--precision", "bf16");
    assertThat(precision.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(precision.output()).contains("residua.precision: recorded f32, now bf16");
    CommandLine input = extract(output, "--limit", "5");
    assertThat(input.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(input.output()).contains("limit: recorded 4, now 5");
    assertThat(files(output)).isEqualTo(before);
  }

  @Test
  void whatCannotBeDecodedIsQuarantinedAndTooMuchOfItIsExitCodeThree() throws Exception {
    Path input = Files.createDirectory(folder.resolve("mixed"));
    try (Stream<Path> some = Files.list(pictures)) {
      for (Path picture : some.sorted().limit(3).toList()) {
        Files.copy(picture, input.resolve(String.valueOf(picture.getFileName())));
      }
    }
    Files.writeString(input.resolve("words.jpg"), "no picture");
    Files.write(input.resolve("nothing.png"), new byte[0]);
    Files.writeString(input.resolve("_hidden"), "skipped");
    Path output = folder.resolve("mixed-out");
    CommandLine run =
        residua(
            "extract",
            "--input",
            input.toString(),
            "--output",
            output.toString(),
            "--model",
            "resnet18",
            "--weights",
            "generated:1",
            "--master",
            "local[2]");
    assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.TOO_MANY_QUARANTINED);
    assertThat(run.output())
        .contains("1 with a name that begins with . or _ skipped")
        .contains("quarantined: EMPTY 1, NOT_AN_IMAGE 1");
    assertThat(run.lastLine()).startsWith("5 listed = 3 embedded + 2 quarantined in ");
    assertThat(
            Duck.row(
                "SELECT string_agg(code, ' ' ORDER BY code) FROM '%s/quarantine/*.parquet'"
                    .formatted(output)))
        .isEqualTo("EMPTY NOT_AN_IMAGE");
    assertThat(residua("verify", output.toString()).exitCode()).isZero();
  }

  @Test
  void namesOfAManifestThatAreNotThereAreSaidAndQuarantined() throws Exception {
    Path manifest = Files.writeString(folder.resolve("list.txt"), "gone.jpg\ngone.jpg\n");
    Path output = folder.resolve("gone-out");
    CommandLine run = extract(output, "--input", manifest.toString(), "--max-error-rate", "1");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains(
            "61 images to extract; 1 listed twice and planned once; 1 named by a manifest and not there");
    assertThat(
            Duck.row(
                "SELECT parse_filename(uri), code, detail, bytes FROM '%s/quarantine/*.parquet'"
                    .formatted(output)))
        .isEqualTo(
            "gone.jpg CHANGED_SINCE_PLAN a manifest names it; there was no such file when it was planned, nor later -1");
  }

  @Test
  void withoutWeightsThreeRemediesAreNamed() {
    CommandLine run =
        residua(
            "extract",
            "--input",
            pictures.toString(),
            "--output",
            folder.resolve("none").toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output())
        .contains("--weights FILE")
        .contains("--weights torchvision:resnet50-v2")
        .contains("--weights generated:42");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aBadRequestIsRefusedBeforeAnythingIsWritten() throws Exception {
    Path output = folder.resolve("refused");
    refused(extract(output, "--input", "/no/such/folder"), "/no/such/folder");
    refused(extract(pictures.resolve("features")), "expected a folder apart from the input");
    refused(extract(output, "--model", "resnet51"), "resnet51");
    refused(extract(output, "--embedding-stage", "conv6_x"), "conv6_x");
    refused(extract(output, "--precision", "f64"), "f64");
    refused(extract(output, "--engine", "tensorflow"), "tensorflow");
    refused(extract(output, "--preprocess", "imagenet-225"), "imagenet-225");
    refused(extract(output, "--batch-size", "0"), "--batch-size");
    refused(extract(output, "--isa", "avx3"), "[isa] expected one of avx2");
    refused(extract(output, "--isa", "avx2", "--precision", "bf16"), "onednn on avx2: expected");
    refused(extract(output, "--master", "local[x]"), "found local[x]; correct --master");
    refused(extract(output, "--input", "no[such"), "no[such");
    refused(extract(output, "--input", "lake9://bucket/x"), "lake9://bucket/x");
    refused(extract(output, "--input", "https://lake.example/x"), "found an address of the web");
    refused(extract(output, "--columns", "label"), "leave --columns out");
    refused(extract(output, "--columns", "label,label"), "expected each column once");
    refused(extract(output, "--input", "s3a://lake/x"), "lib/s3a/*.jar");
    refused(residua("verify", "s3a://lake/features"), "lib/s3a/*.jar");
    refused(extract(output, "--no-such-option"), "residua extract --help");
    refused(
        extract(output, "--weights", folder.resolve("absent.safetensors").toString()),
        "absent.safetensors");
    Path notWeights =
        Files.writeString(folder.resolve("page.safetensors"), "<?xml version='1.0'?><Error/>");
    refused(extract(output, "--weights", notWeights.toString()), "page.safetensors");
    assertThat(output).doesNotExist();
    Path file = Files.writeString(folder.resolve("a-file"), "x");
    refused(extract(file), "a-file");
  }

  @Test
  void aPlanSaysWhatItWouldTakeAndWritesNothing() {
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
            "--precision",
            "f32");
    assertThat(plan.exitCode()).as(plan.output()).isZero();
    assertThat(plan.output())
        .contains("input: 60 images")
        .contains("shards: of at most 32 images, about 2 of them")
        .contains("bottleneck: infer")
        .contains("--executor-memory");
    assertThat(output).doesNotExist();
  }

  @Test
  void aMasterThatDoesNotAnswerIsNamed() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    refused(
        extract(
            folder.resolve("unanswered"), "--limit", "1", "--master", "spark://127.0.0.1:" + port),
        "spark://127.0.0.1:" + port);
  }

  private static void refused(CommandLine run, String named) {
    assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains(named);
  }

  private static Map<Path, FileTime> files(Path output) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> all = Files.walk(output)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
