package io.residua.io.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run and when, by the clock of the store: records carry no time, their files do.
 *
 * @param frozen when run.json was placed
 * @param done shards with a record, by number; the files a record speaks of were not looked at
 * @param finished when {@code _SUCCESS} was placed; null while the run is not finished
 */
public record LedgerHistory(
    Instant frozen, SortedMap<Integer, DoneShard> done, @Nullable Instant finished) {

  /** Before the first look. */
  public static final LedgerHistory NONE = new LedgerHistory(Instant.EPOCH, new TreeMap<>(), null);

  /**
   * A shard that is done.
   *
   * @param record the ledger's
   * @param placed when its record was
   */
  public record DoneShard(ShardRecord record, Instant placed) {}

  public LedgerHistory {
    done = Collections.unmodifiableSortedMap(new TreeMap<>(done));
  }

  /** Images of the shards that are done, with an embedding or without. */
  public long images() {
    return done.values().stream().mapToLong(shard -> shard.record().images()).sum();
  }

  /** The shard whose record is the youngest; empty when none is done. */
  public Optional<Map.Entry<Integer, DoneShard>> last() {
    return done.entrySet().stream()
        .reduce((a, b) -> b.getValue().placed().isBefore(a.getValue().placed()) ? a : b);
  }
}
