package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.io.LocalS3;
import io.residua.jobs.Duck;
import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in the environment, in the command and in a file of Hadoop's, looked for everywhere. */
class SecretsIT {

  private static final String DECODER = "io.residua.io.image.DecoderChild";

  private final Map<String, String> environment = new HashMap<>();
  private final List<String> secrets = new ArrayList<>();
  private final Set<String> leaks = new TreeSet<>();

  @TempDir Path folder;

  @BeforeEach
  void plant() throws IOException {
    environment.put("AWS_ACCESS_KEY_ID", "somebody");
    environment.put("AWS_SECRET_ACCESS_KEY", secret());
    environment.put("LAKE_TOKEN", secret());
    environment.put("HADOOP_CONF_DIR", folder.toString());
    environment.put("RESIDUA_JAVA_OPTS", "-Dresidua.stacktrace=true");
    StringBuilder file = new StringBuilder("<configuration>");
    LocalS3.settings().forEach(key -> property(file, key, LocalS3.configuration().get(key)));
    property(file, "lake.password", secret());
    Files.writeString(folder.resolve("core-site.xml"), file.append("</configuration>"));
  }

  private static void property(StringBuilder file, String key, String value) {
    file.append("<property><name>%s</name><value>%s</value></property>".formatted(key, value));
  }

  private String secret() {
    String secret = "hush-" + UUID.randomUUID();
    secrets.add(secret);
    return secret;
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    set(settings, "spark.hadoop.fs.s3a.access.key", "somebody");
    set(settings, "spark.hadoop.fs.s3a.secret.key", secret());
    set(settings, "spark.hadoop.lake.other.password", secret());
    set(settings, "spark.eventLog.enabled", "true");
    set(settings, "spark.eventLog.compress", "false");
    set(settings, "spark.eventLog.dir", folder.resolve("events").toUri().toString());
    return settings;
  }

  private static void set(List<String> settings, String key, String value) {
    settings.add("--conf");
    settings.add(key + "=" + value);
  }

  @Test
  void aRunOnAClusterTellsThemToNobody() throws Exception {
    Files.createDirectory(folder.resolve("events"));
    String output = LocalS3.folder();
    List<String> command = new ArrayList<>(List.of("--master", "local-cluster[1,1,1024]"));
    command.addAll(settings());
    command.addAll(extract(lake(), output));
    try (Shell run = Shell.start(environment, "residua-submit", command)) {
      assertThat(lookAtDecoders(run)).as(run.output()).isPositive();
      assertThat(run.await()).as(run.output()).isZero();
      assertThat(run.output()).contains("11 embedded + 1 quarantined");
      look("output of the run", run.output());
    }
    lookInto(output);
    lookBelow(folder.resolve("events"));
    lookBelow(Shell.distribution().resolve("spark/work"));
    assertThat(leaks).isEmpty();
  }

  @Test
  void aRunThatFailsTellsThemToNobody() throws Exception {
    Files.createDirectory(folder.resolve("events"));
    environment.merge("RESIDUA_JAVA_OPTS", " -Dresidua.fault=before-ledger:throw", String::concat);
    String output = LocalS3.folder();
    List<String> command = new ArrayList<>(extract(lake(), output));
    command.addAll(settings());
    assertThat(fail(command, "shards are missing")).isPositive();
    lookInto(output);
    set(command, "spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:1");
    set(command, "spark.hadoop.fs.s3a.retry.limit", "1");
    set(command, "spark.hadoop.fs.s3a.attempts.maximum", "1");
    fail(command, "Connection refused");
    command.set(command.indexOf(output), "s3a://somebody:%s@lake/out".formatted(secret()));
    fail(command, "expected one without a password");
    lookBelow(folder.resolve("events"));
    assertThat(leaks).isEmpty();
  }

  /** Here decoders are children of the driver, who has every secret; counts them. */
  private int fail(List<String> command, String expected) throws Exception {
    try (Shell run = Shell.start(environment, "residua", command)) {
      int decoders = lookAtDecoders(run);
      assertThat(run.await()).as(run.output()).isPositive();
      assertThat(run.output()).contains(expected);
      look("output of the run that fails", run.output());
      return decoders;
    }
  }

  private String lake() throws IOException {
    Path pictures = Demo.drawPictures(folder);
    Files.writeString(pictures.resolve("a-word.jpg"), "no picture");
    String lake = LocalS3.folder();
    store(lake).copyFromLocalFile(hadoop(pictures.toUri().toString()), hadoop(lake));
    return lake;
  }

  private static List<String> extract(String lake, String output) {
    List<String> command = new ArrayList<>(List.of("extract", "--input", lake));
    command.addAll(List.of("--output", output, "--limit", "12", "--shard-images", "4"));
    command.addAll(List.of("--model", "resnet18", "--weights", "generated:42"));
    command.addAll(List.of("--precision", "f32", "--batch-size", "4", "--max-error-rate", "1"));
    return command;
  }

  /** Reads what Linux tells of every decoding process, and counts them. */
  private int lookAtDecoders(Shell run) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/environ")), "no /proc to look into");
    assertThat(read(Path.of("/proc/" + run.process().pid(), "environ")))
        .contains(environment.get("AWS_SECRET_ACCESS_KEY"));
    Set<Long> seen = new TreeSet<>();
    while (run.process().isAlive()) {
      for (ProcessHandle process : run.process().descendants().toList()) {
        Path about = Path.of("/proc/" + process.pid());
        String command = read(about.resolve("cmdline"));
        if (command.contains(DECODER) && seen.add(process.pid())) {
          assertThat(read(about.resolve("environ"))).contains("LC_ALL=C.UTF-8");
        }
        if (command.contains(DECODER)) {
          look("command line of a decoder", command);
          look("environment of a decoder", read(about.resolve("environ")));
        }
      }
      Thread.sleep(20);
    }
    return seen.size();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  /** As bytes, and as DuckDB reads what is compressed. */
  private void lookInto(String output) throws Exception {
    Path copy = folder.resolve("copy");
    store(output).copyToLocalFile(false, hadoop(output), hadoop(copy.toUri().toString()), true);
    assertThat(read(copy.resolve("_residua/run.json"))).contains("generated:42");
    lookBelow(copy);
    for (String table : List.of("embeddings", "_residua/plan/*", "quarantine")) {
      if (Files.exists(copy.resolve(table.replace("/*", "")))) {
        look(
            table,
            Duck.row(
                "SELECT string_agg(t::VARCHAR) FROM '%s/%s/*.parquet' t".formatted(copy, table)));
      }
    }
  }

  private void lookBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      assertThat(files).isNotEmpty();
      files.forEach(file -> look(file.toString(), read(file)));
    }
  }

  private void look(String where, String text) {
    secrets.stream().filter(text::contains).forEach(secret -> leaks.add(where));
  }

  private static FileSystem store(String uri) throws IOException {
    return hadoop(uri).getFileSystem(LocalS3.configuration());
  }

  private static org.apache.hadoop.fs.Path hadoop(String uri) {
    return new org.apache.hadoop.fs.Path(uri);
  }
}
