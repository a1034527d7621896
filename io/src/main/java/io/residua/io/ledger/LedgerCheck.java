package io.residua.io.ledger;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads all records once and compares them with the files they speak of. */
final class LedgerCheck {

  /** Records are small and stores are far: many are asked for at a time. */
  private static final int THREADS = 16;

  private final OutputStore store;
  private final RunDescription run;
  private final Map<String, Map<String, Long>> folders = new HashMap<>();

  LedgerCheck(OutputStore store, RunDescription run) {
    this.store = store;
    this.run = run;
  }

  /** Files are listed after the records, so that a record is never newer than the listing. */
  LedgerState state() throws IOException {
    TreeMap<Integer, ShardRecord> done = new TreeMap<>();
    List<String> voided = new ArrayList<>();
    for (ShardRecord record : read(store, run, recordedShards())) {
      List<String> wrong = wrongFiles(record);
      if (wrong.isEmpty()) {
        done.put(record.shard(), record);
      } else {
        moveToVoid(record, wrong, voided);
      }
    }
    return new LedgerState(run.shards(), done, voided);
  }

  /**
   * All records of a finished run. Writes nothing.
   *
   * @throws IllegalArgumentException when one is missing or not true any more
   */
  SortedMap<Integer, ShardRecord> whole() throws IOException {
    TreeMap<Integer, ShardRecord> records = new TreeMap<>();
    for (ShardRecord record : read(store, run, recordedShards())) {
      List<String> wrong = wrongFiles(record);
      if (!wrong.isEmpty()) {
        throw new IllegalArgumentException(
            "[%s] expected the file its record speaks of, found none or one of another size; run the command that made it again"
                .formatted(store.name(wrong.get(0))));
      }
      records.put(record.shard(), record);
    }
    if (records.size() != run.shards()) {
      throw new IllegalArgumentException(
          "[%s] expected the records of %d shards, found %d; run the command that made them again"
              .formatted(store.name(Layout.LEDGER), run.shards(), records.size()));
    }
    return records;
  }

  private List<Integer> recordedShards() throws IOException {
    List<Integer> shards = new ArrayList<>();
    for (String name : store.files(Layout.LEDGER).keySet()) {
      Layout.recordedShard(name).ifPresent(shards::add);
    }
    return shards;
  }

  /**
   * The records of some shards, without those that are gone.
   *
   * @throws IOException when one cannot be read or is of another run; it names the file
   */
  static List<ShardRecord> read(OutputStore store, RunDescription run, Collection<Integer> shards)
      throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Optional<ShardRecord>>> reads = new ArrayList<>();
      shards.forEach(shard -> reads.add(() -> record(store, run, shard)));
      List<ShardRecord> records = new ArrayList<>();
      for (Future<Optional<ShardRecord>> read : threads.invokeAll(reads)) {
        read.get().ifPresent(records::add);
      }
      return records;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading the ledger was interrupted");
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * The record of a shard, empty when there is none.
   *
   * @throws IOException when it cannot be read or is of another run; it names the file
   */
  static Optional<ShardRecord> record(OutputStore store, RunDescription run, int shard)
      throws IOException {
    Optional<String> json = store.text(Layout.record(shard));
    if (json.isEmpty()) {
      return Optional.empty();
    }
    String where = store.name(Layout.record(shard));
    ShardRecord record = ShardRecord.fromJson(json.get(), where);
    if (record.shard() != shard
        || shard >= run.shards()
        || !record.settingsId().equals(run.settingsId())
        || !record.listId().equals(run.listId())
        || record.files().isEmpty()
        || !record.files().get(0).path().equals(Layout.embeddings(shard))) {
      throw new IOException(
          "[%s] expected the record of shard %d of this run, found one of shard %d, settings-id %s, list-id %s; move it away, or use another output"
              .formatted(where, shard, record.shard(), record.settingsId(), record.listId()));
    }
    return Optional.of(record);
  }

  private List<String> wrongFiles(ShardRecord record) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (OutputFile file : record.files()) {
      // A listing may miss a file; nothing is voided before the store was asked for that very one.
      if (file.bytes() != sizeOf(file.path())
          && file.bytes() != store.size(file.path()).orElse(-1)) {
        wrong.add(file.path());
      }
    }
    return wrong;
  }

  private long sizeOf(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    String folder = path.substring(0, Math.max(0, slash));
    Map<String, Long> files = folders.get(folder);
    if (files == null) {
      files = store.files(folder);
      folders.put(folder, files);
    }
    return files.getOrDefault(path.substring(slash + 1), -1L);
  }

  /**
   * Whoever moves the record moves the files; another driver that comes second leaves both. Without
   * its embeddings nothing of a shard holds, and the next attempt may decide otherwise; with them
   * the rest is made again from their footer.
   */
  private void moveToVoid(ShardRecord record, List<String> wrong, List<String> voided)
      throws IOException {
    String unique = "." + UUID.randomUUID();
    moveToVoid(Layout.SUCCESS, unique);
    if (moveToVoid(Layout.record(record.shard()), unique)) {
      voided.add(Layout.record(record.shard()));
      boolean all = wrong.contains(Layout.embeddings(record.shard()));
      for (OutputFile file : record.files()) {
        if (all || wrong.contains(file.path())) {
          moveToVoid(file.path(), unique);
        }
      }
    }
  }

  private boolean moveToVoid(String path, String unique) throws IOException {
    return store.move(path, Layout.VOID + "/" + path.replace('/', '.') + unique);
  }
}
