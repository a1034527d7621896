package io.residua.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import io.residua.io.ledger.ShardRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Runs made up: shards of 100 images that end at told seconds. */
class PaceTest {

  private static final Instant FROZEN = Instant.parse("2026-11-28T10:00:00Z");

  @Test
  void aRunWithoutPausesIsActiveAllTheTime() {
    Pace pace = Pace.of(ended(1_000, 10, 20, 30, 40, 50, 60));
    assertThat(pace.wallSeconds()).isEqualTo(60);
    assertThat(pace.pauses()).isEmpty();
    assertThat(pace.activeSeconds()).isEqualTo(60);
    assertThat(pace.rate()).isEqualTo(10);
  }

  @Test
  void aRunThatWasResumedNextDayHasAPause() {
    Pace pace = Pace.of(ended(9_000, 10, 20, 30, 86_439, 86_449));
    assertThat(pace.pauses()).containsExactly(new Pace.Pause(30, 86_430));
    assertThat(pace.activeSeconds()).isEqualTo(49);
    assertThat(pace.active(86_439)).isEqualTo(39);
    assertThat(pace.rate()).isCloseTo(500 / 49.0, within(1e-9));
  }

  @Test
  void aLongShardIsNoPause() {
    assertThat(Pace.of(ended(900_000, 900, 1_800, 2_700)).pauses()).isEmpty();
    assertThat(Pace.of(ended(5_000, 10, 39)).pauses()).isEmpty();
  }

  @Test
  void imagesUnderBarsAddUpToAllOfThem() {
    Pace pace = Pace.of(ended(7_000, 10, 12, 20, 21, 33, 35, 39, 3_000, 3_001, 3_007));
    double width = pace.activeSeconds() / pace.bars().size();
    double images = pace.bars().stream().mapToDouble(rate -> rate * width).sum();
    assertThat(pace.bars()).hasSize(5);
    assertThat(images).isCloseTo(1_000, within(1e-6));
  }

  @Test
  void aCopyWhoseFilesAreOlderThanItsPlanHasNoTime() {
    Pace pace = Pace.of(ended(1_000, -5, -5, -5));
    assertThat(pace.wallSeconds()).isZero();
    assertThat(pace.rate()).isZero();
    assertThat(pace.bars()).isEmpty();
  }

  @Test
  void beforeTheFirstShardThereIsNothing() {
    assertThat(Pace.of(ended(0)).rate()).isZero();
  }

  private static LedgerHistory ended(long slotMillis, long... seconds) {
    TreeMap<Integer, DoneShard> done = new TreeMap<>();
    for (int shard = 0; shard < seconds.length; shard++) {
      ShardRecord record =
          new ShardRecord(1, "", "", shard, List.of(), 100, Map.of(), Map.of("infer", slotMillis));
      done.put(shard, new DoneShard(record, FROZEN.plusSeconds(seconds[shard])));
    }
    return new LedgerHistory(FROZEN, done, null);
  }
}
