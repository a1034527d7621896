package io.residua.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchTablesTest {

  private static ModelRow model(
      Precision precision, int side, int slots, double rate, Agreement agreement) {
    return new ModelRow(
        "onednn",
        precision,
        "avx2",
        16,
        16,
        side,
        side,
        slots,
        new Rate(rate, 0.9 * rate, 1.2 * rate),
        "onednn f32",
        agreement,
        agreement.holds(precision));
  }

  @Test
  void ratiosAreToTheFirstRowOfAShapeAndScalingIsToFewerSlots() {
    Agreement same = new Agreement(0, 1);
    List<ModelRow> rows =
        List.of(
            model(Precision.F32, 224, 1, 20, same),
            model(Precision.F32, 224, 2, 38, same),
            model(Precision.F32, 800, 1, 2, same),
            model(Precision.BF16, 224, 1, 100, new Agreement(3e-3, 0.9995)),
            model(Precision.BF16, 224, 2, 150, new Agreement(0.5, 0.25)));
    assertThat(BenchTables.model(rows).lines())
        .containsExactly(
            "  engine  precision  shape    batch  slots  images/s  spread  ratio  scaling  difference    cosine  of          features",
            "  onednn  f32        224x224     16      1      20.0     30%  1.00x    1.00x     0.0e+00  1.000000  onednn f32  ok",
            "  onednn  f32        224x224     16      2      38.0     30%  1.90x    1.90x     0.0e+00  1.000000  onednn f32  ok",
            "  onednn  f32        800x800     16      1       2.0     30%  1.00x    1.00x     0.0e+00  1.000000  onednn f32  ok",
            "  onednn  bf16       224x224     16      1     100.0     30%  5.00x    1.00x     3.0e-03  0.999500  onednn f32  ok",
            "  onednn  bf16       224x224     16      2     150.0     30%  7.50x    1.50x     5.0e-01  0.250000  onednn f32  WRONG");
  }

  private static JobRow job(String isolation, double rate, long embedded, boolean proved) {
    Map<String, Long> stages = new LinkedHashMap<>();
    stages.put("read", 40L);
    stages.put("infer", 3140L);
    return new JobRow(
        "onednn",
        Precision.BF16,
        16,
        isolation,
        100,
        4.04,
        400,
        7,
        new Rate(rate, rate, rate),
        stages,
        500,
        embedded,
        1,
        proved,
        proved && embedded == 499);
  }

  @Test
  void aJobStandsWithItsStagesAndItsAccount() {
    List<JobRow> rows = List.of(job("process", 100, 499, true), job("none", 125, 498, true));
    assertThat(BenchTables.job(rows).lines())
        .containsExactly(
            "  engine  precision  isolation  images/s  spread  ratio  seconds                 task slots           listed = embedded + quarantined  verify",
            "  onednn  bf16       process       100.0      0%  1.00x  100 in 4.0, 400 in 7.0  read 0.0, infer 3.1  500 = 499 + 1                    proved  ok",
            "  onednn  bf16       none          125.0      0%  1.25x  100 in 4.0, 400 in 7.0  read 0.0, infer 3.1  500 = 498 + 1                    proved  WRONG");
  }

  @Test
  void wrongResultsAreNamed() {
    Machine machine = new Machine("P", 2, List.of(), 1, "17", "Linux", Map.of(), 0);
    DecodeRow decoder = new DecodeRow("none", 60, 0, new Rate(400, 400, 400), 59, false);
    BenchReport report =
        new BenchReport(
            1,
            machine,
            null,
            "resnet50",
            List.of(
                model(Precision.F32, 224, 1, 20, new Agreement(0, 1)),
                model(Precision.F32, 224, 2, 38, new Agreement(1e-3, 1))),
            new DecodeTimes(List.of(decoder), 1, 1, 1),
            List.of(job("process", 100, 499, false)));
    assertThat(report.wrong())
        .containsExactly(
            "model: onednn f32, batch 16, 224x224, 2 slots: 38.0 images/s",
            "decode: isolation none: 400.0 images/s",
            "job: onednn bf16, isolation process: 100.0 images/s");
  }
}
