package io.residua.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.jobs.CommandLine;
import io.residua.jobs.Duck;
import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus and JMX see of a run, against the ledger as DuckDB reads it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunMetricsTest {

  private static final int SHARDS = 8;

  @TempDir static Path folder;
  private static Path output;

  @BeforeAll
  static void drawPictures() throws IOException {
    Path pictures = Demo.drawPictures(folder);
    Files.writeString(pictures.resolve("words.jpg"), "no picture");
    Files.write(pictures.resolve("nothing.png"), new byte[0]);
    output = folder.resolve("features");
  }

  private static WatchedRun extract() throws Exception {
    try (WatchedRun watched = WatchedRun.start()) {
      CommandLine run =
          CommandLine.residua(
              "extract",
              "--input",
              folder.resolve("pictures").toString(),
              "--output",
              output.toString(),
              "--model",
              "resnet18",
              "--weights",
              "generated:42",
              "--precision",
              "f32",
              "--shard-images",
              "8",
              "--master",
              "local[2]",
              "--ui-port",
              watched.port(),
              "--conf",
              "spark.residua.linger=2s");
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output()).contains(":%s/metrics/prometheus/".formatted(watched.port()));
      return watched;
    }
  }

  @Test
  @Order(1)
  void theLastScrapeAndJmxHaveTheLedgersSums() throws Exception {
    WatchedRun watched = extract();
    assertThat(watched.last()).containsEntry("run_images_before_Value", 0.0);
    requireLedgersSums(watched);
    assertThat(watched.last())
        .containsEntry("run_executor_driver_images_Count", 62.0)
        .containsEntry("slots_images_Count", 62.0)
        .containsEntry("run_bytes_read_Count", watched.last().get("run_bytes_total_Value"))
        .containsEntry("run_images_in_flight_Value", 0.0)
        .containsEntry("run_slots_busy_Value", 0.0);
  }

  @Test
  @Order(2)
  void whatWasDoneBeforeARunGoesOnIsCounted() throws Exception {
    for (int shard = 0; shard < 3; shard++) {
      Files.delete(output.resolve("_residua/ledger/shard-00000%d.json".formatted(shard)));
      Files.delete(output.resolve("embeddings/shard-00000%d.parquet".formatted(shard)));
    }
    Files.delete(output.resolve("_SUCCESS"));
    double before = ledger("sum(embedded)");
    WatchedRun watched = extract();
    assertThat(watched.scrapes().get(0).get("run_images_embedded_Count"))
        .isGreaterThanOrEqualTo(before);
    assertThat(watched.last().get("run_images_before_Value")).isEqualTo(62.0 - 24);
    requireLedgersSums(watched);
    assertThat(watched.last()).containsEntry("slots_images_Count", 24.0);
  }

  private static void requireLedgersSums(WatchedRun watched) throws Exception {
    Map<String, Double> last = watched.last();
    assertThat(last)
        .containsEntry("run_images_embedded_Count", ledger("sum(embedded)"))
        .containsEntry("run_images_embedded_Count", 60.0)
        .containsEntry("run_images_quarantined_NOT_AN_IMAGE_Count", 1.0)
        .containsEntry("run_images_quarantined_EMPTY_Count", 1.0)
        .containsEntry("run_images_quarantined_Count", 2.0)
        .containsEntry("run_images_total_Value", 62.0)
        .containsEntry("run_shards_done_Count", ledger("count(*)"))
        .containsEntry("run_shards_total_Value", (double) SHARDS);
    for (String stage : new String[] {"read", "decode", "infer", "write"}) {
      assertThat(last)
          .containsEntry(
              "run_slot_millis_" + stage + "_Count",
              ledger("sum(\"timings-millis\".%s)".formatted(stage)));
    }
    assertThat(watched.counters())
        .containsEntry("images_embedded", 60L)
        .containsEntry("images_quarantined.NOT_AN_IMAGE", 1L)
        .containsEntry("shards_done", (long) SHARDS)
        .containsEntry(
            "slot_millis.infer",
            last.getOrDefault("run_slot_millis_infer_Count", -1.0).longValue());
    requireMonotone(watched);
  }

  private static void requireMonotone(WatchedRun watched) {
    assertThat(watched.scrapes()).hasSizeGreaterThan(5);
    for (int i = 1; i < watched.scrapes().size(); i++) {
      Map<String, Double> earlier = watched.scrapes().get(i - 1);
      Map<String, Double> later = watched.scrapes().get(i);
      later.forEach(
          (name, value) -> {
            if (name.startsWith("run_") && name.endsWith("_Count")) {
              assertThat(value).as(name).isGreaterThanOrEqualTo(earlier.getOrDefault(name, 0.0));
            }
          });
    }
  }

  private static double ledger(String what) throws Exception {
    return Double.parseDouble(
        Duck.row("SELECT %s FROM read_json('%s/_residua/ledger/*.json')".formatted(what, output)));
  }
}
