package io.residua.io.ledger;

import io.residua.io.ledger.LedgerHistory.DoneShard;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what a run left so far, while others may be writing it. */
final class HistoryReader {

  private final OutputStore store;
  private final RunDescription run;

  HistoryReader(OutputStore store, RunDescription run) {
    this.store = store;
    this.run = run;
  }

  /** Whether it is finished is asked for first, so that all shards of a finished run are there. */
  LedgerHistory read(LedgerHistory known) throws IOException {
    Optional<Instant> finished = store.modified(Layout.SUCCESS);
    Instant frozen = store.modified(Layout.RUN).orElse(known.frozen());
    return new LedgerHistory(frozen, done(known), finished.orElse(null));
  }

  private SortedMap<Integer, DoneShard> done(LedgerHistory known) throws IOException {
    SortedMap<Integer, DoneShard> done = new TreeMap<>();
    SortedMap<Integer, Instant> unread = new TreeMap<>();
    placed()
        .forEach(
            (shard, placed) -> {
              DoneShard before = known.done().get(shard);
              if (before != null && before.placed().equals(placed)) {
                done.put(shard, before);
              } else {
                unread.put(shard, placed);
              }
            });
    for (ShardRecord record : LedgerCheck.read(store, run, unread.keySet())) {
      Instant placed = unread.getOrDefault(record.shard(), Instant.EPOCH);
      done.put(record.shard(), new DoneShard(record, placed));
    }
    return done;
  }

  private Map<Integer, Instant> placed() throws IOException {
    Map<Integer, Instant> placed = new TreeMap<>();
    store
        .filesModified(Layout.LEDGER)
        .forEach(
            (name, modified) ->
                Layout.recordedShard(name).ifPresent(shard -> placed.put(shard, modified)));
    return placed;
  }
}
