package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.jobs.Duck;
import io.residua.jobs.demo.Demo;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a store, from the images to the features: killed in the middle, and resumed. */
abstract class KilledRunContract {

  private static final int IMAGES = 60;
  private static final int SHARDS = 16;
  private static final String SHARD = "shard-\\d{6}\\.";

  @TempDir java.nio.file.Path local;

  /** A client's configuration. */
  abstract Configuration configuration();

  /** A folder that does not exist yet. */
  abstract String folder();

  /** What the command line says of the store. */
  abstract List<String> settings();

  /** What the process finds in its environment of the store. */
  abstract Map<String, String> environment();

  /** Leaves what a killed attempt at a big file leaves. */
  abstract void leaveHalfAFile(String output) throws IOException;

  /** What no reader sees and nobody needs, but takes room in the store. */
  abstract List<String> remains(String output) throws IOException;

  @Test
  void aKilledDriverIsResumed() throws Exception {
    String lake = folder();
    uploadPictures(lake);
    String output = folder();
    try (Shell run = Shell.start(environment(), "residua", extract(lake, output))) {
      awaitRecords(output, 3, run);
      run.process().destroyForcibly();
      assertThat(run.await()).isEqualTo(128 + 9);
    }
    assertThat(names(output)).doesNotContain("_SUCCESS");
    Map<String, String> recorded = filesOfRecordedShards(output);
    leaveHalfAFile(output);
    assertThat(remains(output)).isNotEmpty();
    try (Shell again = Shell.start(environment(), "residua", extract(lake, output))) {
      assertThat(again.await()).as(again.output()).isZero();
      assertThat(again.output())
          .contains("61 listed = 60 embedded + 1 quarantined")
          .contains("images were done before")
          .doesNotContain("put-if-absent");
    }
    assertThat(files(output)).containsAllEntriesOf(recorded);
    assertThat(remains(output)).isEmpty();
    requireOnlyFilesOfTheRun(output);
    requireEveryImageOnce(lake, output);
    requireProof(output);
  }

  private void uploadPictures(String lake) throws IOException {
    java.nio.file.Path pictures = Demo.drawPictures(local);
    Files.writeString(pictures.resolve("a-word.jpg"), "no picture");
    FileSystem store = store(lake);
    store.copyFromLocalFile(new Path(pictures.toUri()), new Path(lake));
    assertThat(store.listStatus(new Path(lake))).hasSize(IMAGES + 1);
  }

  private List<String> extract(String lake, String output) {
    List<String> command = new ArrayList<>(List.of("extract", "--input", lake));
    command.addAll(List.of("--output", output, "--shard-images", "4", "--master", "local[2]"));
    command.addAll(List.of("--model", "resnet18", "--weights", "generated:42"));
    command.addAll(List.of("--precision", "f32", "--batch-size", "4"));
    command.addAll(List.of("--decoder-isolation", "none"));
    command.addAll(settings());
    return command;
  }

  private void awaitRecords(String output, int count, Shell run) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (names(output + "/_residua/ledger").size() < count) {
      assertThat(run.process().isAlive()).as(run.output()).isTrue();
      assertThat(System.nanoTime()).as(run.output()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Records, and what is beside them of the same shards. */
  private Map<String, String> filesOfRecordedShards(String output) throws IOException {
    Set<String> records = names(output + "/_residua/ledger");
    Map<String, String> files = files(output);
    files.keySet().removeIf(file -> !records.contains(record(file)));
    assertThat(files.size()).isBetween(2 * 3, 2 * SHARDS);
    return files;
  }

  private static String record(String file) {
    return file.substring(file.lastIndexOf('/') + 1).replace(".parquet", ".json");
  }

  /** What all files are but for their content: a file that was written again is another one. */
  private Map<String, String> files(String output) throws IOException {
    Map<String, String> files = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> all = store(output).listFiles(new Path(output), true);
    while (all.hasNext()) {
      LocatedFileStatus file = all.next();
      String name = file.getPath().toString().substring(output.length() + 1);
      files.put(name, "%d bytes at %d".formatted(file.getLen(), file.getModificationTime()));
    }
    return files;
  }

  private void requireOnlyFilesOfTheRun(String output) throws IOException {
    Set<String> files = files(output).keySet();
    assertThat(files)
        .filteredOn(file -> file.matches("_residua/ledger/" + SHARD + "json"))
        .hasSize(SHARDS);
    assertThat(files)
        .filteredOn(file -> file.matches("embeddings/" + SHARD + "parquet"))
        .hasSize(SHARDS);
    assertThat(files)
        .filteredOn(file -> file.matches("quarantine/" + SHARD + "parquet"))
        .hasSize(1);
    assertThat(files).contains("_residua/report.html");
    assertThat(files)
        .allMatch(
            file ->
                file.equals("_SUCCESS")
                    || file.equals("_residua/run.json")
                    || file.equals("_residua/report.html")
                    || file.startsWith("_residua/plan/")
                    || file.matches("(_residua/ledger|embeddings|quarantine)/" + SHARD + "\\w+"));
  }

  /** As DuckDB reads a copy. */
  private void requireEveryImageOnce(String lake, String output) throws Exception {
    java.nio.file.Path copy = local.resolve("copy");
    store(output).copyToLocalFile(false, new Path(output), new Path(copy.toUri()), true);
    assertThat(
            Duck.row(
                "SELECT count(*), count(DISTINCT uri), count(DISTINCT sha256), min(len(embedding)), count(*) FILTER (starts_with(uri, '%s/')) FROM '%s/embeddings/*.parquet'"
                    .formatted(lake, copy)))
        .isEqualTo("60 60 60 512 60");
    assertThat(
            Duck.row(
                "SELECT string_agg(uri || ' ' || code) FROM '%s/quarantine/*.parquet'"
                    .formatted(copy)))
        .isEqualTo(lake + "/a-word.jpg NOT_AN_IMAGE");
  }

  private void requireProof(String output) throws Exception {
    List<String> command = new ArrayList<>(List.of("verify", output));
    command.addAll(settings());
    try (Shell verify = Shell.start(environment(), "residua", command)) {
      assertThat(verify.await()).as(verify.output()).isZero();
    }
  }

  final FileSystem store(String uri) throws IOException {
    return new Path(uri).getFileSystem(configuration());
  }

  /** Names of what a folder holds directly. */
  final Set<String> names(String folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try {
      for (FileStatus file : store(folder).listStatus(new Path(folder))) {
        names.add(file.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return names;
    }
    return names;
  }

  final void write(String uri, String text) throws IOException {
    try (var out = store(uri).create(new Path(uri))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
