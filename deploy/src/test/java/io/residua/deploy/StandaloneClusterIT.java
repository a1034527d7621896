package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone master and two workers on loopback give the same bytes as one machine alone. */
class StandaloneClusterIT {

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED =
      Pattern.compile("(Successfully registered) with master");

  @TempDir Path folder;

  @Test
  void theSameBytesAsOnOneMachine() throws Exception {
    try (Shell demo = Shell.residua("demo", "--output", folder.resolve("demo").toString());
        Shell master = startMaster()) {
      assertThat(demo.await()).as(demo.output()).isZero();
      String url = master.awaitOutput(MASTER);
      try (Shell first = startWorker(url, "one");
          Shell second = startWorker(url, "two")) {
        first.awaitOutput(REGISTERED);
        second.awaitOutput(REGISTERED);
        Path alone = folder.resolve("alone");
        Path cluster = folder.resolve("cluster");
        try (Shell run = Shell.residua(extract(alone).toArray(String[]::new))) {
          assertThat(run.await()).as(run.output()).isZero();
        }
        List<String> submitted = new ArrayList<>(List.of("--master", url));
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

  private static Shell startMaster() throws Exception {
    return Shell.spark(
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0");
  }

  private Shell startWorker(String master, String name) throws Exception {
    return Shell.spark(
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "2g",
        "--work-dir",
        folder.resolve(name).toString(),
        master);
  }
}
