package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that comes while others compute, and cannot, takes no run with it. */
class UnfitWorkerIT {

  private static final Pattern AT_WORK = Pattern.compile("(shard \\d+ done)");

  @TempDir Path folder;

  @Test
  void theOthersDoItsShards() throws Exception {
    try (Shell demo = Shell.residua("demo", "--output", folder.resolve("demo").toString());
        StandaloneCluster standalone = StandaloneCluster.start(folder, "127.0.0.1");
        Shell run = submit(standalone)) {
      assertThat(demo.await()).as(demo.output()).isZero();
      run.awaitOutput(AT_WORK);
      standalone.join(
          folder,
          "127.0.0.2",
          Map.of("JAVA_TOOL_OPTIONS", "-Dorg.bytedeco.javacpp.platform=linux-arm64"));
      assertThat(run.await()).as(run.output()).isZero();
      assertThat(run.output())
          .contains("[executor 127.0.0.2] [native library] oneDNN: expected it to load on")
          .containsPattern("the run goes on without this executor, \\d")
          .contains("are tried again");
    }
  }

  private Shell submit(StandaloneCluster standalone) throws Exception {
    List<String> command = new ArrayList<>(List.of("--master", standalone.url()));
    command.addAll(List.of("--executor-memory", "1g", "--executor-cores", "1", "extract"));
    command.addAll(List.of("--input", folder.resolve("demo/pictures").toString()));
    command.addAll(List.of("--output", folder.resolve("features").toString()));
    command.addAll(List.of("--shard-images", "1", "--precision", "f32", "--batch-size", "1"));
    command.addAll(List.of("--model", "resnet50", "--weights", "generated:42"));
    command.addAll(List.of("--preprocess", "detection-800", "--limit", "36"));
    return Shell.start(Map.of("RESIDUA_LOG", "json"), "residua-submit", command);
  }
}
