package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills drivers and executors in the middle of runs of fifteen shards. */
class KilledRunIT {

  private static final int SHARDS = 15;

  @TempDir static Path folder;
  private static Path pictures;
  private static Path undisturbed;

  @BeforeAll
  static void runOnceUndisturbed() throws Exception {
    try (Shell demo = Shell.residua("demo", "--output", folder.resolve("demo").toString())) {
      assertThat(demo.await()).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains("60 listed = 60 embedded + 0 quarantined")
          .contains("untrained")
          .contains("Nearest to ");
    }
    pictures = folder.resolve("demo/pictures");
    undisturbed = folder.resolve("undisturbed");
    try (Shell run = Shell.residua(extract(undisturbed, "local[2]").toArray(String[]::new))) {
      assertThat(run.await()).as(run.output()).isZero();
    }
  }

  private static List<String> extract(Path output, String master) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("extract", "--input", pictures.toString()));
    command.addAll(List.of("--output", output.toString(), "--shard-images", "4"));
    command.addAll(List.of("--model", "resnet18", "--weights", "generated:42"));
    command.addAll(List.of("--precision", "f32", "--batch-size", "4", "--master", master));
    return command;
  }

  @Test
  void aKilledDriverIsResumedWithoutRedoingFinishedShards() throws Exception {
    Path output = folder.resolve("driver");
    try (Shell run = Shell.start(Map.of(), "residua", extract(output, "local[2]"))) {
      awaitRecords(output, 3, run);
      run.process().destroyForcibly();
      assertThat(run.await()).isEqualTo(128 + 9);
    }
    Map<String, String> finished = Output.recordedFiles(output);
    assertThat(finished.size()).isBetween(3, SHARDS - 1);
    try (Shell again = Shell.residua(extract(output, "local[2]").toArray(String[]::new))) {
      assertThat(again.await()).as(again.output()).isZero();
      assertThat(again.output()).contains("60 listed = 60 embedded + 0 quarantined");
    }
    assertThat(Output.recordedFiles(output)).containsAllEntriesOf(finished);
    requireLikeUndisturbed(output);
    long begun = System.nanoTime();
    try (Shell third = Shell.residua(extract(output, "local[2]").toArray(String[]::new))) {
      assertThat(third.await()).isZero();
      assertThat(third.output()).contains("60 images were done before, 0 in this run");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aKilledExecutorCostsOnlyWhatItWasDoing() throws Exception {
    Path output = folder.resolve("executor");
    List<String> command = new ArrayList<>(List.of("--master", "local-cluster[2,1,1024]"));
    command.addAll(extract(output, "local-cluster[2,1,1024]"));
    try (Shell run = Shell.start(Map.of(), "residua-submit", command)) {
      awaitRecords(output, 2, run);
      ProcessHandle executor =
          run.process()
              .descendants()
              .filter(KilledRunIT::isExecutor)
              .findFirst()
              .orElseThrow(() -> new AssertionError("no executor among the descendants"));
      executor.destroyForcibly();
      assertThat(run.await()).as(run.output()).isZero();
    }
    requireLikeUndisturbed(output);
  }

  @Test
  void aDriverToldToStopSaysThatTheRunCanGoOn() throws Exception {
    Path output = folder.resolve("stopped");
    try (Shell run = Shell.start(Map.of(), "residua", extract(output, "local[2]"))) {
      awaitRecords(output, 1, run);
      run.process().destroy();
      assertThat(run.await()).isEqualTo(128 + 15);
      assertThat(run.output()).contains("the same command goes on");
    }
  }

  private static boolean isExecutor(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(arguments -> List.of(arguments))
        .orElse(List.of())
        .stream()
        .anyMatch(argument -> argument.contains("CoarseGrainedExecutorBackend"));
  }

  private static void requireLikeUndisturbed(Path output) throws Exception {
    assertThat(Output.names(output.resolve("embeddings"))).hasSize(SHARDS);
    assertThat(Output.differing(output.resolve("embeddings"), undisturbed.resolve("embeddings")))
        .isEmpty();
    assertThat(Output.names(output.resolve("_residua/temp"))).isEqualTo(Set.of());
    try (Shell verify = Shell.residua("verify", output.toString())) {
      assertThat(verify.await()).as(verify.output()).isZero();
    }
  }

  private static void awaitRecords(Path output, int count, Shell run)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (Output.names(output.resolve("_residua/ledger")).size() < count) {
      assertThat(System.nanoTime()).as(run.output()).isLessThan(deadline);
      assertThat(run.process().isAlive()).as(run.output()).isTrue();
      Thread.sleep(20);
    }
    assertThat(Files.exists(output.resolve("_SUCCESS"))).isFalse();
  }
}
