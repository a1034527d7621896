package io.residua.io.ledger;

import io.residua.backbone.Stage;
import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingReader;
import io.residua.io.features.StageMapReader;
import io.residua.io.features.StoredMaps;
import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an earlier run for the images of one shard, in the order of the plan, with their stage
 * maps. The files of one of the earlier shards at a time are copied to the local disk while their
 * SHA-256 is checked, and read there. Not thread-safe. Whoever asked for it closes it.
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
  private final List<Path> spooled = new ArrayList<>();
  private final Map<Stage, StageMapReader> maps = new EnumMap<>(Stage.class);
  private @Nullable BufferAllocator arrow;
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
      for (StageMapReader map : maps.values()) {
        advance(map, from.uri());
      }
      if (wanted.remove(from.uri())) {
        return true;
      }
    }
    return false;
  }

  /** Maps have the rows of the embeddings, in their order. */
  private void advance(StageMapReader map, String uri) throws IOException {
    if (!map.next() || !map.row().uri().equals(uri)) {
      throw new IOException(
          "[%s] since: expected maps of %s, found none; verify that output".formatted(where, uri));
    }
  }

  private void open() throws IOException {
    if (earlier == null) {
      throw new IllegalStateException("[shard copies] expected nothing to copy, found rows");
    }
    Map.Entry<Integer, Set<String>> next = shards.next();
    int shard = next.getKey();
    wanted = new HashSet<>(next.getValue());
    where = earlier.name(shard);
    Path file = spool(earlier, shard, Layout.embeddings(shard));
    rows = EmbeddingReader.open(new LocalInputFile(file), where, channels, earlier.run().columns());
    StoredMaps stored = earlier.run().maps();
    if (!stored.none()) {
      BufferAllocator memory = new RootAllocator();
      arrow = memory;
      for (Stage stage : stored.stages()) {
        Path map = spool(earlier, shard, Layout.maps(stage, stored.format(), shard));
        maps.put(stage, StageMapReader.open(map, stored.format(), memory));
      }
    }
  }

  private Path spool(EarlierRun from, int shard, String path) throws IOException {
    Path file = spoolFolder.resolve("since-" + UUID.randomUUID());
    spooled.add(file);
    from.spool(shard, path, file);
    return file;
  }

  /** The uri of the row. */
  public String uri() {
    return row().uri();
  }

  /** Appends the row to a batch. */
  public void appendTo(EmbeddingBatch batch) throws IOException {
    row().appendTo(batch);
  }

  /**
   * The row's map of a stage; its values hold until the next row.
   *
   * @throws IllegalStateException when the earlier run stored none of that stage
   */
  public StageMapReader map(Stage stage) {
    StageMapReader map = maps.get(stage);
    if (map == null) {
      throw new IllegalStateException("[shard copies] expected maps of " + stage.label());
    }
    return map;
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
    for (StageMapReader map : maps.values()) {
      map.close();
    }
    maps.clear();
    if (arrow != null) {
      arrow.close();
      arrow = null;
    }
    for (Path file : spooled) {
      Files.deleteIfExists(file);
    }
    spooled.clear();
  }
}
