package io.residua.jobs.extract;

import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.Geometry;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.io.features.MapLayout;
import io.residua.io.features.MapRow;
import io.residua.io.features.StageMapFile;
import io.residua.io.features.StageMapReader;
import io.residua.io.features.StoredMaps;
import io.residua.io.ledger.ShardCopies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The files of the stage maps of one shard, while its rows come in. Closes them. */
final class MapFiles implements AutoCloseable {

  private static final long RECORD_BATCH_BYTES = 16L << 20;
  private static final long OTHER_ARROW_BYTES = 32L << 20;

  private final Map<Stage, StageMapFile> files = new EnumMap<>(Stage.class);
  private final Map<Stage, Path> paths = new EnumMap<>(Stage.class);

  /**
   * Opens a spool file a stage.
   *
   * @param spec of the network
   * @param keyValues of the shard's files
   * @param folder local, for the files
   */
  static MapFiles create(
      FeatureRecipe recipe,
      ResNetSpec spec,
      Map<String, String> keyValues,
      Path folder,
      BufferAllocator arrow)
      throws IOException {
    MapFiles all = new MapFiles();
    try {
      for (Stage stage : recipe.maps().stages()) {
        all.open(recipe, spec, stage, keyValues, folder, arrow);
      }
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private void open(
      FeatureRecipe recipe,
      ResNetSpec spec,
      Stage stage,
      Map<String, String> keyValues,
      Path folder,
      BufferAllocator arrow)
      throws IOException {
    StoredMaps maps = recipe.maps();
    Path path = folder.resolve(stage.label() + "." + maps.format().label());
    paths.put(stage, path);
    files.put(
        stage,
        StageMapFile.create(
            path, maps.format(), maps.dtype(), layout(recipe, spec, stage), keyValues, arrow));
  }

  private static MapLayout layout(FeatureRecipe recipe, ResNetSpec spec, Stage stage) {
    return new MapLayout(
        stage,
        spec.stride(stage),
        spec.channels(stage),
        fixed(recipe.pixels().geometry(), spec, stage, recipe.frames()));
  }

  /** The shape of all maps of a stage; null where it depends on the image. */
  static @Nullable FeatureShape fixed(Geometry geometry, ResNetSpec spec, Stage stage, int frames) {
    if (!geometry.alike()) {
      return null;
    }
    Extent input = geometry.padded(geometry.seen(1, 1));
    return spec.shape(stage, frames, input.height(), input.width());
  }

  /** Bytes of Arrow memory all of them may take together: a record batch each, and its uris. */
  static long arrowBytes(FeatureRecipe recipe, ResNetSpec spec) {
    return recipe.maps().stages().stream()
        .mapToLong(stage -> Float.BYTES * mostValues(recipe, spec, stage))
        .map(bytes -> 2 * Math.max(RECORD_BATCH_BYTES, bytes) + OTHER_ARROW_BYTES)
        .sum();
  }

  /** Values of a stage's map of the largest image or clip. */
  static long mostValues(FeatureRecipe recipe, ResNetSpec spec, Stage stage) {
    return (long) spec.channels(stage)
        * recipe.frames()
        * recipe.pixels().geometry().mostPaddedPixels()
        / spec.stride(stage)
        / spec.stride(stage);
  }

  /** Bytes of float32 maps of the largest image. */
  static long mostBytes(FeatureRecipe recipe, ResNetSpec spec) {
    return recipe.maps().stages().stream()
        .mapToLong(stage -> Float.BYTES * mostValues(recipe, spec, stage))
        .sum();
  }

  /** The stage of a map that the type stored cannot hold; null where it holds all. */
  static @Nullable Stage notHeld(ExtractedRow row, StoredMaps maps) {
    for (ExtractedRow.StageMap map : row.maps()) {
      if (!maps.dtype().holds(map.values())) {
        return map.stage();
      }
    }
    return null;
  }

  /** Writes a row of each file. */
  void write(ExtractedRow row) throws IOException {
    PixelBatch.Member member = row.member();
    for (ExtractedRow.StageMap map : row.maps()) {
      file(map.stage()).write(mapRow(member), map.shape(), map.values());
    }
  }

  /** Writes a row of each file as an earlier run has it. */
  void copy(ShardCopies copies) throws IOException {
    for (Map.Entry<Stage, StageMapFile> file : files.entrySet()) {
      StageMapReader map = copies.map(file.getKey());
      file.getValue().write(map.row(), map.shape(), map.values());
    }
  }

  private static MapRow mapRow(PixelBatch.Member member) {
    Extent resized = member.resized();
    Extent valid = member.valid();
    return new MapRow(
        member.image().uri(),
        member.width(),
        member.height(),
        valid,
        Geometry.offset(resized.width(), valid.width()),
        Geometry.offset(resized.height(), valid.height()),
        (double) resized.width() / member.width(),
        (double) resized.height() / member.height());
  }

  private StageMapFile file(Stage stage) {
    StageMapFile file = files.get(stage);
    if (file == null) {
      throw new IllegalStateException(
          "[maps] expected a file of " + stage.label() + ", found none");
    }
    return file;
  }

  /** Makes the files whole. */
  Map<Stage, Path> finish() throws IOException {
    for (StageMapFile file : files.values()) {
      file.finish();
    }
    return paths;
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (StageMapFile file : files.values()) {
      try {
        file.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
