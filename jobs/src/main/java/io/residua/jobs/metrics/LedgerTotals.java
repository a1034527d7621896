package io.residua.jobs.metrics;

import io.residua.io.image.QuarantineCode;
import io.residua.io.ledger.ShardRecord;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over records of the ledger.
 *
 * @param shards done
 * @param embedded images with an embedding
 * @param quarantined images without one, by code
 * @param slotMillis where the task slots' time went, by stage of the work
 */
record LedgerTotals(
    long shards,
    long embedded,
    Map<QuarantineCode, Long> quarantined,
    Map<String, Long> slotMillis) {

  static final LedgerTotals NONE = new LedgerTotals(0, 0, Map.of(), Map.of());

  LedgerTotals {
    quarantined = Collections.unmodifiableMap(new TreeMap<>(quarantined));
    slotMillis = Collections.unmodifiableMap(new TreeMap<>(slotMillis));
  }

  static LedgerTotals of(Collection<ShardRecord> records) {
    return NONE.plus(records);
  }

  /** These and those of records that are not among them. */
  LedgerTotals plus(Collection<ShardRecord> more) {
    long embeddedNow = embedded;
    Map<QuarantineCode, Long> codes = new EnumMap<>(QuarantineCode.class);
    codes.putAll(quarantined);
    Map<String, Long> millis = new TreeMap<>(slotMillis);
    for (ShardRecord record : more) {
      embeddedNow += record.embedded();
      record.quarantined().forEach((code, images) -> codes.merge(code, images, Long::sum));
      record.timingsMillis().forEach((stage, spent) -> millis.merge(stage, spent, Long::sum));
    }
    return new LedgerTotals(shards + more.size(), embeddedNow, codes, millis);
  }

  long allQuarantined() {
    return quarantined.values().stream().mapToLong(Long::longValue).sum();
  }

  long images() {
    return embedded + allQuarantined();
  }
}
