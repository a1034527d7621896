package io.residua.io.ledger;

import io.residua.io.image.QuarantineCode;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a run is.
 *
 * @param shards of the plan
 * @param done records of the shards that are done, by shard
 * @param voided records that were not true any more, where they are now
 */
public record LedgerState(int shards, SortedMap<Integer, ShardRecord> done, List<String> voided) {

  public LedgerState {
    done = Collections.unmodifiableSortedMap(new TreeMap<>(done));
    voided = List.copyOf(voided);
  }

  /** Shards that are not done. */
  public BitSet missing() {
    BitSet missing = new BitSet(shards);
    missing.set(0, shards);
    done.keySet().forEach(missing::clear);
    return missing;
  }

  /** Images with an embedding, over all shards that are done. */
  public long embedded() {
    return done.values().stream().mapToLong(ShardRecord::embedded).sum();
  }

  /** Images without one, by code, over all shards that are done. */
  public Map<QuarantineCode, Long> quarantined() {
    Map<QuarantineCode, Long> all = new EnumMap<>(QuarantineCode.class);
    for (ShardRecord record : done.values()) {
      record.quarantined().forEach((code, images) -> all.merge(code, images, Long::sum));
    }
    return all;
  }
}
