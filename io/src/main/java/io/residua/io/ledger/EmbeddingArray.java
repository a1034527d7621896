package io.residua.io.ledger;

import io.residua.io.features.EmbeddingIds;
import io.residua.io.features.EmbeddingReader;
import io.residua.io.features.NpyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The embeddings of a run whose shards are all done as one NumPy array, and the uri of each row
 * beside it. Goes through the shards once, one row in memory at a time.
 */
final class EmbeddingArray {

  private final OutputStore store;
  private final RunDescription run;
  private final LedgerState state;
  private final int channels;
  private final LongConsumer progress;

  /**
   * @param state with every shard done
   * @param progress is told now and then how many rows were written
   */
  EmbeddingArray(
      OutputStore store,
      RunDescription run,
      LedgerState state,
      int channels,
      LongConsumer progress) {
    this.store = store;
    this.run = run;
    this.state = state;
    this.channels = channels;
    this.progress = progress;
  }

  /** Places the array, then the ids, unless both are there. */
  void put() throws IOException {
    if (store.size(Layout.ARRAY).isPresent() && store.size(Layout.ARRAY_IDS).isPresent()) {
      return;
    }
    Path spoolFolder = SpoolFolder.create("residua-npy-");
    try {
      Path ids = spoolFolder.resolve("ids.parquet");
      store.putIfAbsent(out -> write(out, ids), Layout.ARRAY);
      putIds(ids);
    } finally {
      SpoolFolder.delete(spoolFolder);
    }
  }

  private void putIds(Path spooled) throws IOException {
    boolean placed = store.putIfAbsent(OutputStore.Content.of(spooled), Layout.ARRAY_IDS);
    OutputFile mine = Sha256.describe(Layout.ARRAY_IDS, spooled);
    if (!placed && !Sha256.describe(store, Layout.ARRAY_IDS).equals(mine)) {
      throw new IOException(
          "[%s] expected the ids of this run's rows, found others; move it away and run the same command again"
              .formatted(store.name(Layout.ARRAY_IDS)));
    }
  }

  private void write(OutputStream out, Path ids) throws IOException {
    try (EmbeddingIds uris = EmbeddingIds.create(ids, keyValues())) {
      NpyWriter array = NpyWriter.begin(out, state.embedded(), channels);
      for (int shard = 0; shard < run.shards(); shard++) {
        write(shard, array, uris);
        progress.accept(array.written());
      }
      array.finish();
      uris.finish();
    }
  }

  private void write(int shard, NpyWriter array, EmbeddingIds uris) throws IOException {
    String path = Layout.embeddings(shard);
    try (EmbeddingReader rows =
        EmbeddingReader.openWithoutPassed(store.parquet(path), store.name(path), channels)) {
      while (rows.next()) {
        uris.write(rows.uri());
        array.write(rows.embedding());
      }
    }
  }

  private Map<String, String> keyValues() {
    Map<String, String> all = new LinkedHashMap<>(run.fileKeyValues(0));
    all.remove("residua.shard");
    return all;
  }
}
