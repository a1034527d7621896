package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.backbone.Precision;
import io.residua.backbone.engines.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real timing, too short to mean anything, of everything. */
class BenchTest {

  @TempDir Path folder;

  private static CommandLine bench(String... more) {
    String[] command = {
      "bench", "--model", "resnet18", "--seconds", "0.05", "--repeats", "1", "--images", "6"
    };
    return residua(Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new));
  }

  private static List<String> labels(JsonNode rows, String... fields) {
    List<String> labels = new ArrayList<>();
    for (JsonNode row : rows) {
      labels.add(String.join(" ", Stream.of(fields).map(f -> row.get(f).asText()).toList()));
    }
    return labels;
  }

  private static List<String> precisions() {
    var engine = Engines.of("onednn");
    return engine.precisions(engine.instructionSet()).stream()
        .sorted()
        .map(Precision::label)
        .toList();
  }

  @Test
  void aModelIsTimedInEveryPrecisionOfTheProcessor() throws IOException {
    Path json = folder.resolve("bench.json");
    CommandLine run =
        bench(
            "--part",
            "model",
            "--shape",
            "64x96",
            "--slots",
            "1,2",
            "--batch-size",
            "4",
            "--json",
            json.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("machine: ", "oneDNN", "  engine  precision  shape")
        .doesNotContain("WRONG", "decode", "whole job");

    assertThat(folder.toFile().list()).containsExactly("bench.json");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("format").asInt()).isOne();
    assertThat(report.get("weights").asText()).isEqualTo("resnet18, generated:42");
    assertThat(report.at("/machine/cores").asInt()).isPositive();
    JsonNode model = report.get("model");
    assertThat(labels(model, "precision", "height", "width", "batch-size", "slots"))
        .containsExactlyElementsOf(
            precisions().stream()
                .flatMap(p -> Stream.of(p + " 64 96 4 1", p + " 64 96 4 2"))
                .toList());
    assertThat(model)
        .allSatisfy(row -> assertThat(row.at("/images-per-second/median").asDouble()).isPositive())
        .allSatisfy(row -> assertThat(row.get("correct").asBoolean()).isTrue());
    assertThat(model.get(1).at("/agreement/largest-difference").asDouble()).isZero();
    assertThat(model.get(1).at("/agreement/least-cosine").asDouble()).isOne();
  }

  @Test
  void decodingAndJobsAreTimedOnPicturesOfItsOwn() throws IOException {
    Path json = folder.resolve("bench.json");
    CommandLine run =
        bench(
            "--part",
            "decode,job",
            "--precision",
            "f32",
            "--master",
            "local[2]",
            "--json",
            json.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("of an image: decode ", "whole job")
        .doesNotContain("WRONG", "model only");

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("model")).isEmpty();
    JsonNode decode = report.get("decode");
    assertThat(labels(decode.get("rows"), "isolation", "images", "refused", "same", "correct"))
        .containsExactly("process 6 0 6 true", "none 6 0 6 true");
    assertThat(decode.get("decode-millis").asDouble()).isPositive();
    JsonNode job = report.get("job");
    assertThat(
            labels(job, "precision", "isolation", "listed", "embedded", "quarantined", "correct"))
        .containsExactly("f32 process 30 30 0 true", "f32 none 30 30 0 true");
    assertThat(job.get(0).get("slot-millis").fieldNames())
        .toIterable()
        .containsExactly("read", "decode", "infer", "write");
  }

  @Test
  void oneEngineIsComparedWithTheOther() throws IOException {
    Path json = folder.resolve("engines.json");
    CommandLine run =
        bench(
            "--part",
            "model",
            "--engine",
            "onednn,dl4j",
            "--precision",
            "f32",
            "--shape",
            "32x32",
            "--slots",
            "1",
            "--batch-size",
            "2",
            "--json",
            json.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(labels(report.get("model"), "engine", "reference"))
        .containsExactly("onednn onednn f32", "dl4j onednn f32");
    assertThat(report.at("/model/1/agreement/largest-difference").asDouble()).isBetween(0.0, 1e-4);
    assertThat(report.get("decode").isNull()).isTrue();
    assertThat(report.get("job")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--shape     | 0x64           | expected HEIGHTxWIDTH of at most 4096 pixels each, found 0x64",
        "--shape     | 64x5000        | expected HEIGHTxWIDTH of at most 4096 pixels each, found 64x5000",
        "--part      | model,lunch    | expected one of [model, decode, job]",
        "--precision | f32,f16        | [precision] expected f32",
        "--engine    | tensorflow     | [engine] expected one of onednn, dl4j, found tensorflow",
        "--batch-size| 16,1000        | [--batch-size] expected 1 to 256, found 1000",
        "--slots     | 1,0            | [--slots] expected 1 or more, found [1, 0]",
        "--seconds   | 0              | [--seconds] expected above 0",
        "--repeats   | 0              | [--repeats] expected 1 or more, found 0",
        "--images    | 0              | [--images] expected 1 or more, found 0",
        "--model     | resnet3d-50-t3 | expected a network of images, found one of clips",
        "--master    | spark://host:1 | [--master] expected local[N], as this times one machine",
        "--input     | /no/such       | [--input] /no/such: expected a folder of images",
        "--json      | /no/such/b.json| [--json] /no/such/b.json: expected a file in a folder",
      })
  void whatCannotBeTimedIsRefusedBeforeAnythingIs(String option, String value, String message) {
    CommandLine run = bench(option, value);
    assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.output()).contains(message).doesNotContain("images/s");
  }

  @Test
  void theHelpTeaches() {
    assertThat(residua("bench", "--help").output())
        .contains("residua bench --part model --precision f32,bf16 --slots 1,2");
  }
}
