package io.residua.io.ledger;

import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingReader;
import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an earlier run for the images of one shard, in the order of the plan. Each of the earlier
 * files is copied to the local disk while its SHA-256 is checked, and read there, one at a time.
 * Not thread-safe. Whoever asked for it closes it.
 */
public final class ShardCopies implements AutoCloseable {

  private final @Nullable EarlierRun earlier;
  private final List<LakeImage> rest;
  private final int size;
  private final int channels;
  private final Path spoolFolder;
  private final Iterator<Map.Entry<Integer, Set<String>>> shards;
  private Set<String> wanted = Set.of();
  private String where = "";
  private @Nullable Path spool;
  private @Nullable EmbeddingReader rows;

  /**
   * @param byShard uris with a row, by the earlier run's shard
   * @param channels length of an embedding
   */
  ShardCopies(
      @Nullable EarlierRun earlier,
      SortedMap<Integer, Set<String>> byShard,
      List<LakeImage> planned,
      int channels,
      Path spoolFolder) {
    this.earlier = earlier;
    this.channels = channels;
    this.spoolFolder = spoolFolder;
    Set<String> all = new HashSet<>();
    byShard.values().forEach(all::addAll);
    this.rest = planned.stream().filter(image -> !all.contains(image.uri())).toList();
    this.size = all.size();
    this.shards = new TreeMap<>(byShard).entrySet().iterator();
  }

  /** Nothing to copy. */
  public static ShardCopies none(List<LakeImage> planned) {
    return new ShardCopies(null, new TreeMap<>(), planned, 0, Path.of(""));
  }

  /** The images that are to be extracted, in the order of the plan. */
  public List<LakeImage> rest() {
    return rest;
  }

  /** How many rows there are. */
  public int size() {
    return size;
  }

  /**
   * Goes to the next row.
   *
   * @return false behind the last
   * @throws IOException when a file is not the one that was recorded
   */
  public boolean next() throws IOException {
    while (rows != null || shards.hasNext()) {
      if (rows == null) {
        open();
      } else if (nextOf(rows)) {
        return true;
      } else {
        close();
      }
    }
    return false;
  }

  private boolean nextOf(EmbeddingReader from) throws IOException {
    while (!wanted.isEmpty()) {
      if (!from.next()) {
        throw new IOException(
            "[%s] since: expected a row of %s, found none; verify that output"
                .formatted(where, wanted.iterator().next()));
      }
      if (wanted.remove(from.uri())) {
        return true;
      }
    }
    return false;
  }

  private void open() throws IOException {
    if (earlier == null) {
      throw new IllegalStateException("[shard copies] expected nothing to copy, found rows");
    }
    Map.Entry<Integer, Set<String>> next = shards.next();
    Path file = spoolFolder.resolve("since-" + UUID.randomUUID());
    spool = file;
    earlier.spool(next.getKey(), file);
    wanted = new HashSet<>(next.getValue());
    where = earlier.name(next.getKey());
    rows = EmbeddingReader.open(new LocalInputFile(file), where, channels, earlier.run().columns());
  }

  /** The uri of the row. */
  public String uri() {
    return row().uri();
  }

  /** Appends the row to a batch. */
  public void appendTo(EmbeddingBatch batch) throws IOException {
    row().appendTo(batch);
  }

  private EmbeddingReader row() {
    if (rows == null) {
      throw new IllegalStateException("[shard copies] expected a row, found none");
    }
    return rows;
  }

  /** Frees what is open. Idempotent. */
  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
      rows = null;
    }
    if (spool != null) {
      Files.deleteIfExists(spool);
      spool = null;
    }
  }
}
