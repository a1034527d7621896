package io.residua.jobs.search;

import io.residua.backbone.PooledStage;
import io.residua.backbone.Pooling;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Provenance;
import io.residua.backbone.Stage;
import io.residua.io.features.EmbeddingBatch;
import io.residua.io.features.EmbeddingParquet;
import io.residua.io.lake.InputForm;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.SpooledShard;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.hadoop.conf.Configuration;

/**
 * A finished output whose embeddings were drawn instead of extracted, of images that do not exist.
 * Written by the ledger, so that {@code verify} proves it.
 */
final class SyntheticOutput {

  /** What embeddings are like. */
  enum Kind {
    /**
     * Like pooled maps: a set for each 100 vectors around a centre, all values at least 0. A
     * channel has the scale {@code exp(g / 2)}, a centre {@code scale max(0, g - 0.3)}, a vector
     * {@code max(0, centre + scale g / 2)}, with a new normal g each time.
     */
    CLUSTERED,
    /** Independent normal values: no vector has a neighbourhood. */
    GAUSSIAN
  }

  private static final int SHARD_IMAGES = 1_024;

  private final Kind kind;
  private final int dimensions;
  private final Random random = new Random(7);
  private final float[] scale;
  private final float[][] centres;

  private SyntheticOutput(Kind kind, int vectors, int dimensions) {
    this.kind = kind;
    this.dimensions = dimensions;
    this.scale = new float[dimensions];
    this.centres = new float[Math.max(1, vectors / 100)][dimensions];
    for (int i = 0; i < dimensions; i++) {
      scale[i] = (float) Math.exp(random.nextGaussian() / 2);
    }
    for (float[] centre : centres) {
      for (int i = 0; i < dimensions; i++) {
        centre[i] = (float) (scale[i] * Math.max(0, random.nextGaussian() - 0.3));
      }
    }
  }

  /**
   * Writes one.
   *
   * @param dimensions 64, 128, 256 or 512, or 2048
   */
  static void write(Path output, Kind kind, int vectors, int dimensions) throws IOException {
    new SyntheticOutput(kind, vectors, dimensions).write(output, vectors);
  }

  private void write(Path output, int vectors) throws IOException {
    Configuration conf = new Configuration();
    Path manifest = Files.createTempFile("residua-synthetic", ".txt");
    Files.writeString(
        manifest,
        IntStream.range(0, vectors)
            .mapToObj(i -> String.format(Locale.ROOT, "/nowhere/%08d.jpg", i))
            .collect(Collectors.joining("\n")));
    InputSelection selection =
        new InputSelection(
            List.of(manifest.toUri().toString()), List.of(), List.of(), 0, InputForm.NONE);
    Ledger ledger = Ledger.open(conf, output.toString());
    try (Listing listing = LakeListing.list(conf, selection, found -> {})) {
      RunDescription run =
          ledger.freeze(provenance().keyValues(), "test", listing, OptionalInt.of(SHARD_IMAGES));
      for (int shard = 0; shard < run.shards(); shard++) {
        write(ledger, run, shard);
      }
      ledger.complete(run);
    }
    Files.delete(manifest);
  }

  private Provenance provenance() {
    boolean wide = dimensions == 2048;
    int deep = wide ? 5 : 2 + Integer.numberOfTrailingZeros(dimensions / 64);
    Stage stage = Stage.of("conv%d_x".formatted(deep));
    return new Provenance(
        wide ? "resnet50" : "resnet18",
        "torchvision",
        "generated:1",
        "0".repeat(64),
        Preprocessing.IMAGENET_224.description(),
        new PooledStage(stage, Pooling.AVERAGE, false),
        "onednn",
        Precision.F32,
        "avx2",
        16,
        null);
  }

  private void write(Ledger ledger, RunDescription run, int shard) throws IOException {
    List<LakeImage> images = ledger.images(run, shard);
    Path folder = Files.createTempDirectory("residua-synthetic");
    Path file = folder.resolve("embeddings.parquet");
    try (BufferAllocator arrow = new RootAllocator();
        EmbeddingBatch rows = EmbeddingBatch.allocate(arrow, dimensions, 64, List.of());
        EmbeddingParquet parquet =
            EmbeddingParquet.create(file, dimensions, List.of(), run.fileKeyValues(shard))) {
      for (LakeImage image : images) {
        rows.append(image.uri(), "0".repeat(64), 1, 1, vector(), List.of());
        if (rows.rows() == rows.capacity()) {
          parquet.write(rows);
          rows.clear();
        }
      }
      parquet.write(rows);
      parquet.finish(List.of());
      ledger.shard(run, shard, images, folder).commit(new SpooledShard(file, Map.of()), Map.of());
    }
    Files.delete(file);
    Files.delete(folder);
  }

  private FloatBuffer vector() {
    FloatBuffer vector = FloatBuffer.allocate(dimensions);
    float[] centre = centres[random.nextInt(centres.length)];
    for (int i = 0; i < dimensions; i++) {
      double g = random.nextGaussian();
      vector.put((float) (kind == Kind.GAUSSIAN ? g : Math.max(0, centre[i] + scale[i] * g / 2)));
    }
    return vector.flip();
  }
}
