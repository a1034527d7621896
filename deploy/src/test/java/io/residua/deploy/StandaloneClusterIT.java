package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone master and two workers on loopback give the same bytes as one machine alone. */
class StandaloneClusterIT {

  private static final String CHOSEN =
      "mode: spark.executor.memory=607m, spark.executor.memoryOverhead=";

  @TempDir Path folder;

  @Test
  void theSameBytesAsOnOneMachineWhereverTheDriverIs() throws Exception {
    try (Shell demo = Shell.residua("demo", "--output", folder.resolve("demo").toString());
        StandaloneCluster standalone = StandaloneCluster.start(folder, "127.0.0.1", "127.0.0.1")) {
      assertThat(demo.await()).as(demo.output()).isZero();
      Path alone = folder.resolve("alone");
      try (Shell run = Shell.residua(extract(alone).toArray(String[]::new))) {
        assertThat(run.await()).as(run.output()).isZero();
      }
      for (String mode : List.of("client", "cluster")) {
        Path cluster = folder.resolve(mode);
        try (Shell run = submit(standalone, mode, extract(cluster))) {
          assertThat(run.await()).as(run.output()).isZero();
          assertThat(run.output()).contains("standalone, " + mode + " " + CHOSEN);
        }
        assertThat(Output.names(cluster.resolve("embeddings"))).hasSize(8);
        assertThat(Output.differing(cluster.resolve("embeddings"), alone.resolve("embeddings")))
            .isEmpty();
      }
    }
  }

  @Test
  void aDriverThatRefusesOnAWorkerIsAFailureHere() throws Exception {
    try (StandaloneCluster standalone = StandaloneCluster.start(folder, "127.0.0.1");
        Shell run = submit(standalone, "cluster", List.of("verify", folder.toString()))) {
      assertThat(run.await()).as(run.output()).isEqualTo(1);
      assertThat(run.output())
          .contains("[residua-submit] driver: expected it to end with exit code 0");
    }
  }

  private static Shell submit(StandaloneCluster standalone, String mode, List<String> command)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("--master", standalone.url()));
    all.addAll(List.of("--deploy-mode", mode, "--executor-cores", "1", "--driver-memory", "1g"));
    all.addAll(command);
    return Shell.start(Map.of(), "residua-submit", all);
  }

  private List<String> extract(Path output) {
    return List.of(
        "extract",
        "--input",
        folder.resolve("demo/pictures").toString(),
        "--output",
        output.toString(),
        "--shard-images",
        "8",
        "--model",
        "resnet18",
        "--weights",
        "generated:42",
        "--precision",
        "f32",
        "--batch-size",
        "8");
  }
}
