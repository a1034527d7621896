package io.residua.jobs.report;

import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardRecord;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the records of a run add up to.
 *
 * @param listed images of the plan
 * @param embedded images with an embedding
 * @param quarantined images without one, by code
 * @param shards of the plan
 * @param shardsDone those with a record
 * @param slotMillis where the task slots' time went, by stage of the work, of the attempts that
 *     wrote the records
 */
record Figures(
    long listed,
    long embedded,
    Map<QuarantineCode, Long> quarantined,
    int shards,
    int shardsDone,
    Map<String, Long> slotMillis) {

  Figures {
    quarantined = Collections.unmodifiableMap(new LinkedHashMap<>(quarantined));
    slotMillis = Collections.unmodifiableMap(new LinkedHashMap<>(slotMillis));
  }

  static Figures of(RunDescription run, LedgerHistory history) {
    Map<QuarantineCode, Long> codes = new EnumMap<>(QuarantineCode.class);
    Map<String, Long> millis = new LinkedHashMap<>();
    long embedded = 0;
    for (DoneShard shard : history.done().values()) {
      ShardRecord record = shard.record();
      embedded += record.embedded();
      record.quarantined().forEach((code, images) -> codes.merge(code, images, Long::sum));
      record.timingsMillis().forEach((stage, time) -> millis.merge(stage, time, Long::sum));
    }
    return new Figures(run.images(), embedded, codes, run.shards(), history.done().size(), millis);
  }

  /** Images without an embedding that have a code. */
  long inQuarantine() {
    return quarantined.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Images of shards that are not done. */
  long missing() {
    return listed - embedded - inQuarantine();
  }

  /** Whether every image is accounted for. */
  boolean finished() {
    return shardsDone == shards && missing() == 0;
  }
}
