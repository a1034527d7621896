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

  @TempDir Path folder;

  @Test
  void theSameBytesAsOnOneMachine() throws Exception {
    try (Shell demo = Shell.residua("demo", "--output", folder.resolve("demo").toString());
        StandaloneCluster standalone = StandaloneCluster.start(folder, "127.0.0.1", "127.0.0.1")) {
      assertThat(demo.await()).as(demo.output()).isZero();
      Path alone = folder.resolve("alone");
      Path cluster = folder.resolve("cluster");
      try (Shell run = Shell.residua(extract(alone).toArray(String[]::new))) {
        assertThat(run.await()).as(run.output()).isZero();
      }
      List<String> submitted = new ArrayList<>(List.of("--master", standalone.url()));
      submitted.addAll(List.of("--executor-memory", "1g", "--executor-cores", "1"));
      submitted.addAll(extract(cluster));
      try (Shell run = Shell.start(Map.of(), "residua-submit", submitted)) {
        assertThat(run.await()).as(run.output()).isZero();
      }
      assertThat(Output.names(cluster.resolve("embeddings"))).hasSize(8);
      assertThat(Output.differing(cluster.resolve("embeddings"), alone.resolve("embeddings")))
          .isEmpty();
    }
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
