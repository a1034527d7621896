package io.residua.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.residua.jobs.Duck;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run on a standalone cluster: one scrape of its driver shows all executors, its log is JSON. */
class WatchedClusterIT {

  private static final String RUN = "metrics_residua_driver_run_";

  @TempDir Path folder;

  @Test
  void aScrapeOfTheDriverHasTheLedgersSumsAndEachExecutor() throws Exception {
    try (Shell demo = Shell.residua("demo", "--output", folder.resolve("demo").toString());
        StandaloneCluster standalone = StandaloneCluster.start(folder, "127.0.0.1", "127.0.0.1")) {
      assertThat(demo.await()).as(demo.output()).isZero();
      int port = freePort();
      try (Shell run = submit(standalone.url(), port)) {
        String last = lastScrape(run, port);
        assertThat(run.await()).as(run.output()).isZero();
        assertThat(last)
            .contains(RUN + "images_embedded_Count{type=\"counters\"} " + ledger("sum(embedded)"))
            .contains(RUN + "images_embedded_Count{type=\"counters\"} 60")
            .contains(RUN + "shards_done_Count{type=\"counters\"} " + ledger("count(*)"))
            .contains(RUN + "executor_0_images_Count")
            .contains(RUN + "executor_1_images_Count");
        requireAnEventAShard(run);
      }
      try (Shell status = Shell.residua("status", output())) {
        assertThat(status.output()).contains("features: finished");
      }
    }
  }

  private Shell submit(String master, int port) throws IOException {
    List<String> command = new ArrayList<>(List.of("--master", master));
    command.addAll(List.of("--executor-memory", "1g", "--executor-cores", "1", "extract"));
    command.addAll(List.of("--input", folder.resolve("demo/pictures").toString()));
    command.addAll(List.of("--output", output(), "--shard-images", "8", "--precision", "f32"));
    command.addAll(List.of("--model", "resnet18", "--weights", "generated:42"));
    command.addAll(List.of("--ui-port", Integer.toString(port)));
    command.addAll(List.of("--conf", "spark.residua.linger=3s"));
    return Shell.start(Map.of("RESIDUA_LOG", "json"), "residua-submit", command);
  }

  private static String lastScrape(Shell run, int port) throws InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics/prometheus/");
    String last = "";
    while (!run.process().waitFor(200, TimeUnit.MILLISECONDS)) {
      String page = scrape(client, uri);
      last = page.contains(RUN) ? page : last;
    }
    return last;
  }

  /** Nothing before Spark runs and after. */
  private static String scrape(HttpClient client, URI uri) throws InterruptedException {
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    }
  }

  private void requireAnEventAShard(Shell run) throws IOException {
    Set<Integer> shards = new TreeSet<>();
    Set<String> executors = new TreeSet<>();
    for (String line : run.output().lines().filter(line -> line.startsWith("{")).toList()) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.path("event").asText().equals("shard-done")) {
        shards.add(event.get("shard").asInt());
        executors.add(event.get("executor").asText());
      }
    }
    assertThat(shards).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(executors).isSubsetOf("0", "1");
  }

  private String output() {
    return folder.resolve("features").toString();
  }

  private String ledger(String what) throws Exception {
    return Duck.row(
        "SELECT %s FROM read_json('%s/_residua/ledger/*.json')".formatted(what, output()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
