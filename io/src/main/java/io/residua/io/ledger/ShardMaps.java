package io.residua.io.ledger;

import io.residua.backbone.Stage;
import io.residua.io.features.MapFooter;
import io.residua.io.features.StoredMaps;
import io.residua.io.lake.LakeImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/** The stage maps of one shard: a file a stage, whose rows are those of the shard's embeddings. */
final class ShardMaps {

  private final OutputStore store;
  private final RunDescription run;
  private final int shard;
  private final StoredMaps maps;

  ShardMaps(OutputStore store, RunDescription run, int shard) {
    this.store = store;
    this.run = run;
    this.shard = shard;
    this.maps = run.maps();
  }

  private String path(Stage stage) {
    return Layout.maps(stage, maps.format(), shard);
  }

  /** Whether every file is in place. */
  boolean inPlace() throws IOException {
    for (Stage stage : maps.stages()) {
      if (store.size(path(stage)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether spooled files are of these images.
   *
   * @throws IOException when one is missing or not this shard's
   */
  boolean are(List<LakeImage> embedded, Map<Stage, Path> spooled) throws IOException {
    for (Stage stage : maps.stages()) {
      Path file = spooled.get(stage);
      if (file == null) {
        throw new IOException("[%s] expected spooled maps, found none".formatted(path(stage)));
      }
      if (!isOf(embedded, new LocalInputFile(file), file.toString())) {
        return false;
      }
    }
    return true;
  }

  private boolean isOf(List<LakeImage> embedded, InputFile file, String where) throws IOException {
    MapFooter footer = MapFooter.read(file, maps.format(), where);
    run.requireOrigin(shard, footer.keyValues(), where);
    List<String> uris = embedded.stream().map(LakeImage::uri).toList();
    return footer.rows() == uris.size() && footer.urisSha256().equals(MapFooter.urisSha256(uris));
  }

  /**
   * Places files, or finds those of the same images in place.
   *
   * @param spooled by stage; one that is in place needs none
   */
  List<OutputFile> put(List<LakeImage> embedded, Map<Stage, Path> spooled) throws IOException {
    List<OutputFile> files = new ArrayList<>();
    for (Stage stage : maps.stages()) {
      files.add(put(embedded, path(stage), spooled.get(stage)));
      FaultPoint.hit("maps-visible");
    }
    return files;
  }

  private OutputFile put(List<LakeImage> embedded, String path, @Nullable Path spooled)
      throws IOException {
    if (spooled != null && store.putIfAbsent(OutputStore.Content.of(spooled), path)) {
      return Sha256.describe(path, spooled);
    }
    if (!isOf(embedded, store.parquet(path), store.name(path))) {
      throw new IOException(
          "[%s] expected maps of the rows of the shard's embeddings file, found others; move it away and run the same command again"
              .formatted(store.name(path)));
    }
    return Sha256.describe(store, path);
  }
}
