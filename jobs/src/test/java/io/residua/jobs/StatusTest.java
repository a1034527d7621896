package io.residua.jobs;

import static io.residua.jobs.CommandLine.residua;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.jobs.demo.Demo;
import io.residua.jobs.status.RunWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code residua status} on outputs as they are while a run goes on, stalls or is finished. */
class StatusTest {

  @TempDir static Path folder;
  private static Path finished;

  @BeforeAll
  static void extract() throws IOException {
    Path pictures = Demo.drawPictures(folder);
    Files.writeString(pictures.resolve("words.jpg"), "no picture");
    finished = folder.resolve("finished");
    CommandLine run =
        residua(
            "extract",
            "--input",
            pictures.toString(),
            "--output",
            finished.toString(),
            "--model",
            "resnet18",
            "--weights",
            "generated:42",
            "--precision",
            "f32",
            "--shard-images",
            "8",
            "--master",
            "local[2]");
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  /** The finished run as it was with two shards to go, the last one done some time ago. */
  private static Path unfinished(String name, Duration silence) throws IOException {
    Path output = folder.resolve(name);
    try (Stream<Path> files = Files.walk(finished)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = output.resolve(finished.relativize(file));
        Files.createDirectories(copy.resolve(".."));
        Files.copy(file, copy);
      }
    }
    Files.delete(output.resolve("_SUCCESS"));
    Files.delete(output.resolve("_residua/ledger/shard-000006.json"));
    Files.delete(output.resolve("_residua/ledger/shard-000007.json"));
    for (int shard = 0; shard < 6; shard++) {
      Files.setLastModifiedTime(
          output.resolve("_residua/ledger/shard-00000%d.json".formatted(shard)),
          FileTime.from(Instant.now().minus(silence).minusSeconds(5L - shard)));
    }
    Files.setLastModifiedTime(
        output.resolve("_residua/run.json"),
        FileTime.from(Instant.now().minus(silence).minusSeconds(30)));
    return output;
  }

  private static JsonNode json(CommandLine run) throws IOException {
    return new ObjectMapper().readTree(run.output());
  }

  @Test
  void aFinishedRunIsSaidToBe() throws IOException {
    Map<Path, FileTime> before = files(finished);
    CommandLine run = residua("status", finished.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .startsWith(finished + ": finished")
        .contains("resnet18, generated:42 (UNTRAINED), onednn f32 on ")
        .containsPattern("images +61 of 61 \\(100\\.0%\\)")
        .containsPattern("shards +8 of 8 \\(100\\.0%\\)")
        .containsPattern("embedded +60\\R")
        .containsPattern("quarantined +1: NOT_AN_IMAGE 1")
        .containsPattern("finished +20\\d\\d-")
        .containsPattern("report +\\S+/finished/_residua/report\\.html\\R")
        .doesNotContain("ETA");
    assertThat(files(finished)).isEqualTo(before);
  }

  @Test
  void aRunThatGoesOnHasARateAndAnEta() throws IOException {
    CommandLine run = residua("status", unfinished("going", Duration.ofSeconds(3)).toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("going: working")
        .containsPattern("shards +6 of 8 \\(75\\.0%\\)")
        .containsPattern(
            "images/s +\\d+\\.\\d in the last 5 minutes, \\d+\\.\\d while it worked; ETA")
        .containsPattern("last shard +5, 0:0[3-9] ago");
  }

  @Test
  void aRunWithoutAShardForLongIsStalledThenStopped() throws IOException {
    CommandLine stalled =
        residua("status", "--json", unfinished("stalled", Duration.ofMinutes(5)).toString());
    assertThat(stalled.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(json(stalled).get("state").asText()).isEqualTo("stalled");
    CommandLine stopped = residua("status", unfinished("stopped", Duration.ofHours(2)).toString());
    assertThat(stopped.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(stopped.output())
        .contains("stopped: stopped")
        .contains("No shard was done for 2:00:0")
        .contains("look after its driver; the same command goes on");
  }

  @Test
  void jsonHasTheFiguresAsNumbers() throws IOException {
    Path output = unfinished("json", Duration.ofSeconds(3));
    Files.writeString(output.resolve("_residua/report.html"), "<html>");
    CommandLine run = residua("status", output.toString(), "--json");
    assertThat(run.exitCode()).as(run.output()).isZero();
    JsonNode status = json(run);
    assertThat(status.get("state").asText()).isEqualTo("working");
    assertThat(status.get("images").asInt()).isEqualTo(61);
    assertThat(status.get("images-done").asInt()).isEqualTo(48);
    assertThat(status.get("shards-done").asInt()).isEqualTo(6);
    assertThat(status.get("images-per-second").asDouble()).isPositive();
    assertThat(status.get("eta-seconds").isIntegralNumber()).isTrue();
    assertThat(status.get("finished").isNull()).isTrue();
    assertThat(status.get("report").asText()).endsWith("json/_residua/report.html");
    assertThat(status.get("untrained").asBoolean()).isTrue();
  }

  @Test
  void watchingEndsWhenTheRunDoes() throws Exception {
    Path output = unfinished("watched", Duration.ofSeconds(1));
    Thread driver =
        new Thread(
            () -> {
              try {
                Thread.sleep(2_000);
                for (String record : new String[] {"shard-000006.json", "shard-000007.json"}) {
                  Path path = Path.of("_residua/ledger").resolve(record);
                  Files.copy(finished.resolve(path), output.resolve(path));
                }
                Files.createFile(output.resolve("_SUCCESS"));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    driver.start();
    CommandLine run = residua("status", "--watch", output.toString());
    driver.join();
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output().lines().findFirst().orElse("")).startsWith("working · 48/61 images · ");
    assertThat(run.output()).contains("watched: finished").containsPattern("shards +8 of 8");
  }

  @Test
  void whyThereIsNoRunYetIsNotAmongTheObjects() throws Exception {
    Path written = unfinished("written", Duration.ofSeconds(1));
    Files.createFile(written.resolve("_SUCCESS"));
    Path output = folder.resolve("awaited");
    ByteArrayOutputStream objects = new ByteArrayOutputStream();
    ByteArrayOutputStream others = new ByteArrayOutputStream();
    PrintStream waiting =
        new PrintStream(others, true, UTF_8) {
          @Override
          public void flush() {
            super.flush();
            assertThat(written.toFile().renameTo(output.toFile())).isTrue();
          }
        };
    RunWatch.open(new Configuration(), output.toString())
        .follow(new PrintStream(objects, true, UTF_8), waiting, true, true);
    assertThat(others.toString(UTF_8)).contains("awaited] expected the output of a run");
    assertThat(objects.toString(UTF_8).lines())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("{\"output\":"));
  }

  @Test
  void whatIsNoOutputIsRefusedWithWhatItIs() throws IOException {
    CommandLine none = residua("status", folder.resolve("nowhere").toString());
    assertThat(none.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(none.output())
        .contains("nowhere] expected the output of a run, found no such folder")
        .contains("a run writes nothing until its input is listed");
    CommandLine foreign = residua("status", folder.resolve("pictures").toString());
    assertThat(foreign.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(foreign.output()).contains("this folder is not an output of Residua");
    Path planned =
        Files.createDirectories(folder.resolve("planned/_residua/plan")).resolve("../..");
    CommandLine early = residua("status", planned.toString());
    assertThat(early.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(early.output()).contains("its plan is being written");
    CommandLine file = residua("status", finished.resolve("_residua/run.json").toString());
    assertThat(file.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(file.output()).contains("found a file");
    CommandLine store = residua("status", "ftp://host/out");
    assertThat(store.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(store.output()).contains("expected a local folder, an hdfs: or an s3a: uri");
  }

  @Test
  void aRecordOfAnotherRunIsNamed() throws IOException {
    Path output = unfinished("mixed", Duration.ofSeconds(1));
    Path record = output.resolve("_residua/ledger/shard-000003.json");
    Files.writeString(record, Files.readString(record).replace("\"shard\" : 3", "\"shard\" : 4"));
    CommandLine run = residua("status", output.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.output()).contains("shard-000003.json] expected the record of shard 3");
  }

  private static Map<Path, FileTime> files(Path output) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
