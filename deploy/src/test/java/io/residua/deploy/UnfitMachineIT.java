package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose native libraries do not load ends a run at its first shard. */
class UnfitMachineIT {

  @TempDir Path folder;

  @Test
  void itSaysWhatIsMissingAndWhereAndBurnsNoFurtherShards() throws Exception {
    try (Shell demo = Shell.residua("demo", "--output", folder.resolve("demo").toString());
        Shell run = onAnotherPlatform(folder.resolve("demo/pictures"), folder.resolve("out"))) {
      assertThat(demo.await()).as(demo.output()).isZero();
      assertThat(run.await()).as(run.output()).isEqualTo(1);
      assertThat(run.output())
          .contains("60 of 60 shards are missing")
          .contains(
              "[executor localhost] [native library] oneDNN: expected it to load on linux-x86_64, found linux-arm64; the onednn engine runs on Linux on x86-64 alone")
          .doesNotContain("are tried again")
          .doesNotContain("59]:");
    }
  }

  private static Shell onAnotherPlatform(Path input, Path output) throws Exception {
    return Shell.start(
        Map.of("RESIDUA_JAVA_OPTS", "-Dorg.bytedeco.javacpp.platform=linux-arm64"),
        "residua",
        List.of(
            "extract",
            "--input",
            input.toString(),
            "--output",
            output.toString(),
            "--master",
            "local[1]",
            "--shard-images",
            "1",
            "--model",
            "resnet18",
            "--weights",
            "generated:42"));
  }
}
