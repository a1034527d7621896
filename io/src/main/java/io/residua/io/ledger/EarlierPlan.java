package io.residua.io.ledger;

import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds uris in a plan. Remembers one uri a shard, and only of the parts it came by: a plan of
 * millions never lies in memory. Thread-safe.
 */
final class EarlierPlan {

  private final OutputStore store;
  private final RunDescription run;
  private final Map<Integer, List<String>> firstUris = new ConcurrentHashMap<>();

  EarlierPlan(OutputStore store, RunDescription run) {
    this.store = store;
    this.run = run;
  }

  /**
   * The last shard that does not begin behind a uri, by halving; 0 when all do. Only there, and in
   * the shards behind, can the uri and greater ones be.
   */
  int shardOf(String uri) throws IOException {
    int low = 0;
    int high = run.shards() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (LakeImage.compareUris(firstUri(middle), uri) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  String firstUri(int shard) throws IOException {
    int part = shard / Plan.SHARDS_PER_PART;
    List<String> first = firstUris.get(part);
    if (first == null) {
      first = readFirstUris(part);
      firstUris.put(part, first);
    }
    return first.get(shard % Plan.SHARDS_PER_PART);
  }

  private List<String> readFirstUris(int part) throws IOException {
    List<String> first = new ArrayList<>();
    try (PlanPart.Rows rows = part(part)) {
      int before = -1;
      for (PlanPart.Row row = rows.next(); row != null; row = rows.next()) {
        if (row.shard() != before) {
          first.add(row.image().uri());
          before = row.shard();
        }
      }
    }
    int expected = Math.min(Plan.SHARDS_PER_PART, run.shards() - part * Plan.SHARDS_PER_PART);
    if (first.size() != expected) {
      throw new IOException(
          "[%s] plan: expected %d shards, found %d; verify that output"
              .formatted(store.name(run.planFiles().get(part).path()), expected, first.size()));
    }
    return first;
  }

  private PlanPart.Rows part(int part) throws IOException {
    return PlanPart.rows(store.parquet(run.planFiles().get(part).path()));
  }

  /** All rows of the plan, in order. */
  Rows rows() {
    return new Rows();
  }

  /** Goes through all parts. */
  final class Rows implements AutoCloseable {

    private int part;
    private PlanPart.@Nullable Rows rows;

    /** The next row, or null behind the last. */
    PlanPart.@Nullable Row next() throws IOException {
      while (part < run.planFiles().size()) {
        if (rows == null) {
          rows = part(part);
        }
        PlanPart.Row row = rows.next();
        if (row != null) {
          return row;
        }
        close();
        part++;
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    }
  }
}
