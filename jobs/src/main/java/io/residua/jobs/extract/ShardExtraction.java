package io.residua.jobs.extract;

import io.residua.backbone.Geometry;
import io.residua.backbone.Stage;
import io.residua.io.container.PassedColumn;
import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingParquet;
import io.residua.io.image.DecodeLimits;
import io.residua.io.lake.InputForm;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Prefetch;
import io.residua.io.lake.ReadAhead;
import io.residua.io.ledger.ShardCopies;
import io.residua.io.ledger.SpoolFolder;
import io.residua.io.ledger.SpooledShard;
import io.residua.jobs.metrics.TaskWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.hadoop.conf.Configuration;

/**
 * One attempt at one shard, up to whole spool files: bytes, pixels, forward passes, rows. Knows
 * nothing of Spark nor of where the files go.
 */
final class ShardExtraction {

  private static final long EMBEDDING_ARROW_BYTES = 256L << 20;

  private static final long MOST_HELD_MAP_BYTES = 256L << 20;

  /**
   * How images lie in the lake.
   *
   * @param form in which containers hold them
   * @param columns passed through, as planned
   */
  record Lake(InputForm form, List<PassedColumn> columns) {}

  /**
   * What an attempt made.
   *
   * @param files whole, in the folder they were asked for
   * @param quarantined images without a row
   */
  record Extracted(SpooledShard files, int quarantined) {}

  private final Configuration conf;
  private final Lake lake;
  private final FeatureRecipe recipe;
  private final Workplace workplace;
  private final TaskWatch watch;
  private final StageTimes times;

  /**
   * @param workplace used by this attempt alone
   * @param times where its time goes
   * @param watch is told how it gets on
   */
  ShardExtraction(
      Configuration conf,
      Lake lake,
      FeatureRecipe recipe,
      Workplace workplace,
      StageTimes times,
      TaskWatch watch) {
    this.conf = conf;
    this.lake = lake;
    this.recipe = recipe;
    this.workplace = workplace;
    this.times = times;
    this.watch = watch;
  }

  /**
   * Extracts images into local files.
   *
   * @param images of the shard, or some of them, in the order of the plan
   * @param copies rows that are copied instead; closed by this
   * @param keyValues of the files' footers
   * @param folder local, for the files; none of them is left there when this fails
   * @throws IOException when a spool file cannot be written; what cannot be read is quarantined
   */
  Extracted extract(
      List<LakeImage> images, ShardCopies copies, Map<String, String> keyValues, Path folder)
      throws IOException, InterruptedException {
    Path embeddings = folder.resolve("embeddings.parquet");
    long restarts = workplace.decoder().restarts();
    int batchSize = workplace.slot().batchSize();
    int channels = recipe.channels();
    List<PassedColumn> passed = lake.columns();
    MapBuffers buffers = new MapBuffers();
    try (copies;
        BufferAllocator arrow = new RootAllocator(arrowBytes());
        EmbeddingBatch rows = EmbeddingBatch.allocate(arrow, channels, batchSize, passed);
        EmbeddingParquet file = EmbeddingParquet.create(embeddings, channels, passed, keyValues);
        MapFiles maps = MapFiles.create(recipe, workplace.spec(), keyValues, folder, arrow);
        Prefetch bytes = prefetch(copies.rest());
        DecodeAhead pixels = decodeAhead(bytes)) {
      ForwardPasses passes = new ForwardPasses(workplace.slot(), recipe, buffers);
      RowWriter writer = new RowWriter(recipe.maps(), rows, file, copies, maps, buffers, times);
      for (PixelBatch batch = pixels.next(); batch != null; batch = pixels.next()) {
        passes.run(batch, times, writer::write);
        watch.images(batch.size());
        pixels.recycle(batch);
      }
      Map<Stage, Path> mapFiles = writer.finish(images, pixels.refused());
      watch.images(writer.copied());
      return new Extracted(new SpooledShard(embeddings, mapFiles), writer.quarantined());
    } catch (IOException e) {
      throw SpoolFolder.explained(e);
    } finally {
      watch.decoderRestarts(workplace.decoder().restarts() - restarts);
    }
  }

  private long arrowBytes() {
    return EMBEDDING_ARROW_BYTES
        + EmbeddingBatch.passedBytes(workplace.slot().batchSize(), lake.columns())
        + MapFiles.arrowBytes(recipe, workplace.spec());
  }

  private Prefetch prefetch(List<LakeImage> images) {
    ReadAhead settings = ReadAhead.upTo(DecodeLimits.DEFAULT.maxBytes());
    return recipe.clips() == null
        ? Prefetch.open(conf, images, settings, lake.form(), lake.columns())
        : Prefetch.openClips(conf, images, settings, recipe.clips());
  }

  private DecodeAhead decodeAhead(Prefetch bytes) {
    Geometry geometry = recipe.pixels().geometry();
    PixelSource pixels = new PixelSource(workplace.decoder(), geometry, recipe.clips());
    return new DecodeAhead(bytes, pixels, workplace.buffers(), mostPassing(), times, watch);
  }

  /** Rows that wait for one before them hold their maps. */
  private int mostPassing() {
    long mapBytes = MapFiles.mostBytes(recipe, workplace.spec());
    return (int) Math.min(OpenBatches.MOST_PASSING, MOST_HELD_MAP_BYTES / Math.max(1, mapBytes));
  }
}
