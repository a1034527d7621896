package io.residua.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import io.residua.io.ledger.OutputFile;
import io.residua.io.ledger.ShardRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Instant FROZEN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Offset<Double> CLOSE = within(1e-6);

  private final SortedMap<Integer, DoneShard> done = new TreeMap<>();

  /** A shard of 100 images that took ten seconds. */
  private void shard(long second) {
    ShardRecord record =
        new ShardRecord(
            ShardRecord.FORMAT,
            "settings",
            "list",
            done.size(),
            List.of(new OutputFile("embeddings/shard", 1, "c".repeat(64))),
            100,
            Map.of(),
            Map.of("decode", 4_000L, "infer", 6_000L));
    done.put(done.size(), new DoneShard(record, FROZEN.plusSeconds(second)));
  }

  private Pace at(long second) {
    return new Pace(new LedgerHistory(FROZEN, done, null), FROZEN.plusSeconds(second));
  }

  @Test
  void startsBeforeTheFirstShardForTenMinutes() {
    assertThat(at(0).state()).isEqualTo(RunState.STARTING);
    assertThat(at(599).state()).isEqualTo(RunState.STARTING);
    assertThat(at(601).state()).isEqualTo(RunState.STALLED);
    assertThat(at(3_001).state()).isEqualTo(RunState.STOPPED);
    assertThat(at(60).recent()).isZero();
    assertThat(at(60).overall()).isZero();
  }

  @Test
  void worksAsLongAsShardsCome() {
    for (int second = 20; second <= 600; second += 10) {
      shard(second);
    }
    assertThat(at(600).state()).isEqualTo(RunState.WORKING);
    assertThat(at(600).recent()).isCloseTo(10, CLOSE);
    assertThat(at(600).overall()).isCloseTo(10, CLOSE);
    assertThat(at(719).state()).isEqualTo(RunState.WORKING);
    assertThat(at(721).state()).isEqualTo(RunState.STALLED);
    assertThat(at(1_199).state()).isEqualTo(RunState.STALLED);
    assertThat(at(1_201).state()).isEqualTo(RunState.STOPPED);
    assertThat(at(900).recent()).isZero();
  }

  @Test
  void leavesPausesOutOfTheRate() {
    for (int second = 20; second <= 110; second += 10) {
      shard(second); // ten in a hundred seconds
    }
    for (int second = 86_420; second <= 86_510; second += 10) {
      shard(second); // and a day later ten more
    }
    assertThat(at(86_510).overall()).isCloseTo(10, CLOSE);
    assertThat(at(86_510).recent()).isCloseTo(10, CLOSE);
    assertThat(at(86_510).state()).isEqualTo(RunState.WORKING);
  }

  @Test
  void isPatientWithShardsThatTakeLong() {
    ShardRecord slow =
        new ShardRecord(
            ShardRecord.FORMAT,
            "settings",
            "list",
            0,
            List.of(new OutputFile("embeddings/shard", 1, "c".repeat(64))),
            100,
            Map.of(),
            Map.of("infer", 600_000L));
    done.put(0, new DoneShard(slow, FROZEN.plusSeconds(700)));
    assertThat(at(700 + 1_799).state()).isEqualTo(RunState.WORKING);
    assertThat(at(700 + 1_801).state()).isEqualTo(RunState.STALLED);
  }

  @Test
  void aClockBehindTheStoresGivesNoNegativeTime() {
    shard(20);
    Pace pace = at(15);
    assertThat(pace.silence()).isEqualTo(Duration.ZERO);
    assertThat(pace.state()).isEqualTo(RunState.WORKING);
    assertThat(pace.recent()).isCloseTo(10, CLOSE);
  }

  @Test
  void aFinishedRunIsFinishedHoweverLongAgo() {
    shard(20);
    Instant finished = FROZEN.plusSeconds(21);
    Pace pace = new Pace(new LedgerHistory(FROZEN, done, finished), finished.plusSeconds(1 << 30));
    assertThat(pace.state()).isEqualTo(RunState.FINISHED);
  }
}
