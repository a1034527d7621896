package io.residua.io.ledger;

import io.residua.io.features.DeletedParquet;
import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the plans of an incremental run and of the run before it side by side: both are in
 * one order, so one row of each is enough to remember.
 */
final class PlanComparison {

  private final OutputStore store;
  private final RunDescription run;

  PlanComparison(OutputStore store, RunDescription run) {
    this.store = store;
    this.run = run;
  }

  /** The comparison that was placed, or a new one, placed. */
  Changes changes(Configuration conf) throws IOException {
    if (store.size(Layout.DELETED).isEmpty()) {
      place(EarlierRun.open(conf, run.since()));
    }
    return placed();
  }

  /** The comparison that was placed. */
  Changes placed() throws IOException {
    String where = store.name(Layout.DELETED);
    Map<String, String> found = DeletedParquet.keyValues(store.parquet(Layout.DELETED), where);
    for (Map.Entry<String, String> mine : origin().entrySet()) {
      if (!mine.getValue().equals(found.get(mine.getKey()))) {
        throw new IOException(
            "[%s] %s: expected %s, found %s; it is not of this run: move it away and run the same command again"
                .formatted(where, mine.getKey(), mine.getValue(), found.get(mine.getKey())));
      }
    }
    return Changes.of(found, where);
  }

  private Map<String, String> origin() {
    return Map.of(
        "residua.list-id", run.listId(),
        "residua.settings-id", run.settingsId(),
        "residua.since.list-id", run.since().listId(),
        "residua.since.ledger-id", run.since().ledgerId());
  }

  private void place(EarlierRun earlier) throws IOException {
    Path spoolFolder = SpoolFolder.create("residua-since-");
    try {
      Path spool = spoolFolder.resolve("deleted.parquet");
      write(earlier, spool);
      FaultPoint.hit("deleted-before-write");
      store.putIfAbsent(OutputStore.Content.of(spool), Layout.DELETED);
    } finally {
      SpoolFolder.delete(spoolFolder);
    }
  }

  private void write(EarlierRun earlier, Path spool) throws IOException {
    try (DeletedParquet file = DeletedParquet.create(spool, origin());
        EarlierPlan.Rows before = earlier.plan().rows();
        EarlierPlan.Rows now = new EarlierPlan(store, run).rows()) {
      Walk walk = new Walk(earlier, file);
      PlanPart.Row old = before.next();
      PlanPart.Row image = now.next();
      while (old != null || image != null) {
        int order = compare(old, image);
        walk.take(order <= 0 ? old : null, order >= 0 ? image : null);
        old = order <= 0 ? before.next() : old;
        image = order >= 0 ? now.next() : image;
      }
      file.finish(walk.changes().keyValues());
    }
  }

  /** Behind the last is greater than all. */
  private static int compare(PlanPart.@Nullable Row old, PlanPart.@Nullable Row image) {
    if (old == null || image == null) {
      return old == null ? 1 : -1;
    }
    return LakeImage.compareUris(old.image().uri(), image.image().uri());
  }

  /** Counts, and remembers the quarantined images of one shard. */
  private static final class Walk {

    private final EarlierRun earlier;
    private final DeletedParquet file;
    private int shard = -1;
    private Set<String> quarantined = Set.of();
    private long copied;
    private long changed;
    private long added;
    private long retried;
    private long deleted;

    Walk(EarlierRun earlier, DeletedParquet file) {
      this.earlier = earlier;
      this.file = file;
    }

    /** Takes one uri: its row before, its row now, or both. */
    void take(PlanPart.@Nullable Row old, PlanPart.@Nullable Row image) throws IOException {
      if (old == null) {
        added++;
      } else if (image == null) {
        deleted++;
        file.write(old.image().uri());
      } else if (!old.image().equals(image.image())) {
        changed++;
      } else if (quarantined(old)) {
        retried++;
      } else {
        copied++;
      }
    }

    private boolean quarantined(PlanPart.Row old) throws IOException {
      if (old.shard() != shard) {
        shard = old.shard();
        quarantined = earlier.quarantined(shard);
      }
      return quarantined.contains(old.image().uri());
    }

    Changes changes() {
      return new Changes(copied, changed, added, retried, deleted);
    }
  }
}
