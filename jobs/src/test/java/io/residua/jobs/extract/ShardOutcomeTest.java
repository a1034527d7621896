package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.OutputFile;
import io.residua.io.ledger.ShardRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardOutcomeTest {

  private static final ShardOutcome.Attempt ATTEMPT =
      new ShardOutcome.Attempt("3", "10.0.0.7", 1_234, 5_678);

  @Test
  void aRecordSurvivesTheWayToTheDriver() {
    ShardRecord record =
        new ShardRecord(
            ShardRecord.FORMAT,
            "a".repeat(64),
            "b".repeat(64),
            42,
            List.of(new OutputFile("embeddings/shard-000042.parquet", 10, "c".repeat(64))),
            31,
            Map.of(QuarantineCode.TRUNCATED, 1L),
            Map.of("infer", 5L));
    assertThat(ShardOutcome.fromBytes(ShardOutcome.done(record, ATTEMPT).toBytes()))
        .isEqualTo(new ShardOutcome(42, record, null, false, ATTEMPT));
  }

  @Test
  void aFailureKeepsItsMessageOrSaysWhatItIs() {
    ShardOutcome full = ShardOutcome.failed(7, new IllegalStateException("[disk] full"), ATTEMPT);
    assertThat(ShardOutcome.fromBytes(full.toBytes()))
        .isEqualTo(new ShardOutcome(7, null, "[disk] full", false, ATTEMPT));
    ShardOutcome silent = ShardOutcome.failed(7, new NullPointerException(), ATTEMPT);
    assertThat(silent.failure()).contains("NullPointerException");
  }

  @Test
  void anUnfitExecutorIsKnownAsOne() {
    assertThat(
            ShardOutcome.fromBytes(new ShardOutcome(7, null, "no", true, ATTEMPT).toBytes())
                .unfit())
        .isTrue();
  }
}
