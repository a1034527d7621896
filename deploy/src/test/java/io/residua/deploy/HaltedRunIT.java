package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Halts and freezes runs of three shards where it hurts; all end in the same bytes. */
class HaltedRunIT {

  /** In the order a run comes by them. */
  private static final List<String> POINTS =
      List.of(
          "plan-before-write",
          "plan-written",
          "shard-start",
          "data-temp-written",
          "data-visible",
          "before-ledger",
          "ledger-written",
          "before-success");

  @TempDir static Path folder;
  private static Path pictures;
  private static Path undisturbed;

  @BeforeAll
  static void runOnceUndisturbed() throws Exception {
    pictures = Demo.drawPictures(folder);
    Files.writeString(pictures.resolve("a-word.jpg"), "no picture");
    undisturbed = folder.resolve("undisturbed");
    try (Shell run = Shell.residua(extract(undisturbed).toArray(String[]::new))) {
      assertThat(run.await()).as(run.output()).isZero();
      assertThat(run.output()).contains("12 listed = 11 embedded + 1 quarantined");
    }
  }

  private static List<String> extract(Path output, String... more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("extract", "--input", pictures.toString()));
    command.addAll(List.of("--output", output.toString(), "--shard-images", "4"));
    command.addAll(List.of("--model", "resnet18", "--weights", "generated:42"));
    command.addAll(List.of("--precision", "f32", "--batch-size", "4", "--max-error-rate", "1"));
    command.addAll(List.of("--limit", "12", "--decoder-isolation", "none"));
    command.addAll(List.of(more));
    return command;
  }

  /** Each run goes on from where the one before it was halted, up to the next point. */
  @Test
  void aDriverHaltedAtEveryPointOfTheWayArrives() throws Exception {
    Path output = folder.resolve("halted");
    List<String> command = extract(output, "--master", "local[2]");
    haltAtEach(POINTS, output, command);
    try (Shell last = Shell.residua(command.toArray(String[]::new))) {
      assertThat(last.await()).as(last.output()).isZero();
      assertThat(last.output()).contains("12 images were done before, 0 in this run");
    }
    requireLikeUndisturbed(output);
  }

  /** The same of a run that copies twelve pictures of twenty; it ends like one that copies none. */
  @Test
  void aDriverHaltedWhileItCopiesArrives() throws Exception {
    Path whole = folder.resolve("whole");
    try (Shell run = Shell.residua(extract(whole, "--limit", "20").toArray(String[]::new))) {
      assertThat(run.await()).as(run.output()).isZero();
    }
    Path output = folder.resolve("halted-copying");
    List<String> command =
        extract(output, "--limit", "20", "--since", undisturbed.toString(), "--master", "local[2]");
    List<String> points = new ArrayList<>(POINTS);
    points.add(2, "deleted-before-write");
    haltAtEach(points, output, command);
    try (Shell last = Shell.residua(command.toArray(String[]::new))) {
      assertThat(last.await()).as(last.output()).isZero();
      assertThat(last.output()).contains("20 listed = 19 embedded (11 copied from file:");
    }
    requireLike(whole, 5, output);
  }

  /** Halted between embeddings and maps, it makes the maps of just those rows. */
  @Test
  void aDriverHaltedBetweenMapsArrives() throws Exception {
    String[] asked = {"--maps", "conv4_x,conv5_x", "--also", "npy", "--master", "local[2]"};
    Path whole = folder.resolve("whole-maps");
    try (Shell run = Shell.residua(extract(whole, asked).toArray(String[]::new))) {
      assertThat(run.await()).as(run.output()).isZero();
    }
    Path output = folder.resolve("halted-maps");
    List<String> command = extract(output, asked);
    haltAtEach(
        List.of("data-visible", "maps-visible", "before-ledger", "before-success"),
        output,
        command);
    try (Shell last = Shell.residua(command.toArray(String[]::new))) {
      assertThat(last.await()).as(last.output()).isZero();
    }
    requireLike(whole, 3, output);
    for (String kind : List.of("maps/conv4_x", "maps/conv5_x", "npy")) {
      assertThat(Output.names(output.resolve(kind))).isNotEmpty();
      assertThat(Output.differing(output.resolve(kind), whole.resolve(kind))).isEmpty();
    }
  }

  private static void haltAtEach(List<String> points, Path output, List<String> command)
      throws Exception {
    for (String point : points) {
      Map<String, String> fault =
          Map.of("RESIDUA_JAVA_OPTS", "-Dresidua.fault=%s:halt".formatted(point));
      try (Shell run = Shell.start(fault, "residua", command)) {
        assertThat(run.await()).as("%s: %s", point, run.output()).isEqualTo(137);
      }
      assertThat(output.resolve("_SUCCESS")).doesNotExist();
    }
  }

  @Test
  void twoDriversAtOnceBothArrive() throws Exception {
    Path output = folder.resolve("two");
    List<String> command = extract(output, "--master", "local[1]");
    try (Shell one = Shell.start(Map.of(), "residua", command);
        Shell other = Shell.start(Map.of(), "residua", command)) {
      assertThat(one.await()).as(one.output()).isZero();
      assertThat(other.await()).as(other.output()).isZero();
    }
    requireLikeUndisturbed(output);
  }

  /** Thawed when its shard is done by another, it finds its file's name taken and leaves it. */
  @Test
  void anExecutorThatFreezesIsGivenUp() throws Exception {
    Path output = folder.resolve("frozen");
    Path marker = folder.resolve("frozen-marker");
    try (Shell run =
        submit(
            "local-cluster[2,1,1024]",
            output,
            "data-temp-written:delay:" + marker,
            "spark.network.timeout=5s",
            "spark.executor.heartbeatInterval=1s",
            "spark.network.timeoutInterval=1s")) {
      String executor = awaitProcess(marker);
      signal("STOP", executor);
      while (Output.names(output.resolve("_residua/ledger")).size() < 3) {
        assertThat(run.process().isAlive()).as(run.output()).isTrue();
        Thread.sleep(20);
      }
      signal("CONT", executor);
      assertThat(run.await()).as(run.output()).isZero();
      assertThat(run.output()).contains("heartbeat");
    }
    requireLikeUndisturbed(output);
  }

  /** On two hosts: Spark places no copy of a task where an attempt of it runs. */
  @Test
  void aCopyOvertakesAnExecutorThatHangs() throws Exception {
    Path output = folder.resolve("overtaken");
    Path marker = folder.resolve("overtaken-marker");
    Path events = Files.createDirectory(folder.resolve("events"));
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, "127.0.0.1", "127.0.0.2");
        Shell run =
            submit(
                cluster.url(),
                output,
                "data-temp-written:hang:" + marker,
                "spark.executor.memory=1g",
                "spark.speculation=true",
                "spark.speculation.quantile=0.5",
                "spark.eventLog.enabled=true",
                "spark.eventLog.compress=false",
                "spark.eventLog.dir=" + events.toUri())) {
      ProcessHandle hung = ProcessHandle.of(Long.parseLong(awaitProcess(marker))).orElseThrow();
      assertThat(run.await()).as(run.output()).isZero();
      hung.onExit().get(1, TimeUnit.MINUTES);
    }
    assertThat(copiesThatWon(events)).isEqualTo(1);
    requireLikeUndisturbed(output);
  }

  /** As Spark's event log tells it. */
  private static long copiesThatWon(Path events) throws IOException {
    try (Stream<Path> all = Files.walk(events)) {
      Path log =
          all.filter(file -> file.toString().contains("events_1_")).findFirst().orElseThrow();
      return Files.readString(log)
          .lines()
          .filter(line -> line.contains("\"Event\":\"SparkListenerTaskEnd\""))
          .filter(line -> line.contains("\"Reason\":\"Success\""))
          .filter(line -> line.contains("\"Speculative\":true"))
          .count();
    }
  }

  private static Shell submit(String master, Path output, String fault, String... settings)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("--master", master));
    command.addAll(List.of("--conf", "spark.executor.extraJavaOptions=-Dresidua.fault=" + fault));
    for (String setting : settings) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(extract(output));
    return Shell.start(Map.of(), "residua-submit", command);
  }

  private static String awaitProcess(Path marker) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!Files.exists(marker) || !Files.readString(marker).endsWith("\n")) {
      assertThat(System.nanoTime()).as("nobody came by %s", marker).isLessThan(deadline);
      Thread.sleep(20);
    }
    return Files.readString(marker).strip();
  }

  private static void signal(String name, String process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
  }

  private static void requireLikeUndisturbed(Path output) throws Exception {
    requireLike(undisturbed, 3, output);
  }

  private static void requireLike(Path expected, int shards, Path output) throws Exception {
    for (String kind : List.of("embeddings", "quarantine")) {
      assertThat(Output.differing(output.resolve(kind), expected.resolve(kind))).isEmpty();
    }
    assertThat(Output.names(output.resolve("_residua/ledger"))).hasSize(shards);
    assertThat(Output.names(output.resolve("_residua/temp"))).isEqualTo(Set.of());
    try (Shell verify = Shell.residua("verify", output.toString())) {
      assertThat(verify.await()).as(verify.output()).isZero();
    }
  }
}
