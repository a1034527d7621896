package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.Backbone;
import io.residua.backbone.ClipSampling;
import io.residua.backbone.Geometry;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Pooling;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.engines.Engines;
import io.residua.backbone.weights.WeightsSource;
import io.residua.io.features.StoredMaps;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.InProcessDecoder;
import io.residua.io.image.Outcome;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardCopies;
import io.residua.io.ledger.ShardRecord;
import io.residua.io.ledger.SpooledShard;
import io.residua.jobs.Duck;
import io.residua.jobs.demo.Demo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts at one shard that do not agree, and attempts that break. */
class TwoAttemptsTest {

  private static final int IMAGES = 12;
  private static final int BATCH = 4;

  private static final FeatureRecipe RECIPE =
      new FeatureRecipe(
          "imagenet-224",
          null,
          new PooledStage(Stage.CONV5_X, Pooling.AVERAGE, false),
          512,
          StoredMaps.NONE);

  @TempDir static Path folder;
  private static Path pictures;
  private static Backbone backbone;

  private final Configuration conf = new Configuration();

  @BeforeAll
  static void load() throws IOException {
    pictures = Demo.drawPictures(folder);
    backbone =
        Engines.of("onednn")
            .load(
                WeightsSource.load("generated:42", ResNetSpec.of("resnet18"), Stage.CONV5_X),
                Precision.F32);
  }

  @AfterAll
  static void unload() {
    backbone.close();
  }

  @Test
  void attemptsThatDecideAnImageDifferentlyLeaveOneFileAndOneRecord() throws Exception {
    Path output = folder.resolve("different");
    Ledger ledger = Ledger.open(conf, output.toString());
    RunDescription run = freeze(ledger);
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService slots = Executors.newFixedThreadPool(2);
    Future<ShardRecord> well =
        slots.submit(() -> attempt(ledger, run, new FaultyDecoder(-1), "well", together));
    Future<ShardRecord> late =
        slots.submit(() -> attempt(ledger, run, new FaultyDecoder(5), "late", together));
    assertThat(well.get()).isEqualTo(late.get());
    slots.shutdown();
    assertThat(names(output.resolve("embeddings"))).containsExactly("shard-000000.parquet");
    assertThat(names(output.resolve("_residua/ledger"))).containsExactly("shard-000000.json");
    assertThat(ledger.complete(run).missing().isEmpty()).isTrue();
    boolean lateWon = well.get().embedded() == IMAGES - 1;
    String rows = "SELECT uri FROM '%s/embeddings/*.parquet'".formatted(output);
    String both = rows + " UNION ALL SELECT uri FROM '%s/quarantine/*.parquet'".formatted(output);
    assertThat(names(output.resolve("quarantine"))).hasSize(lateWon ? 1 : 0);
    assertThat(
            Duck.row(
                "SELECT count(*), count(DISTINCT uri) FROM (%s)".formatted(lateWon ? both : rows)))
        .isEqualTo("12 12");
  }

  @Test
  void anAttemptThatBreaksInTheMiddleLeavesNothingUnderAFinalName() throws Exception {
    Path output = folder.resolve("broken");
    Ledger ledger = Ledger.open(conf, output.toString());
    RunDescription run = freeze(ledger);
    FaultyDecoder broken = new FaultyDecoder(-1);
    broken.breaksAt = 9;
    assertThatThrownBy(() -> attempt(ledger, run, broken, "broken", null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the decoder broke");
    assertThat(names(folder.resolve("broken-spool"))).isEmpty();
    assertThat(output.resolve("embeddings/shard-000000.parquet")).doesNotExist();
    assertThat(ledger.state(run).missing().cardinality()).isEqualTo(1);
    assertThat(attempt(ledger, run, new FaultyDecoder(-1), "again", null).embedded())
        .isEqualTo(IMAGES);
  }

  private RunDescription freeze(Ledger ledger) throws IOException {
    InputSelection selection =
        new InputSelection(List.of(pictures.toString()), List.of(), List.of(), IMAGES);
    return ledger.freeze(
        Map.of("residua.model", "resnet18"),
        "test",
        LakeListing.list(conf, selection, found -> {}),
        OptionalInt.of(IMAGES));
  }

  private ShardRecord attempt(
      Ledger ledger,
      RunDescription run,
      Decoder decoder,
      String name,
      @Nullable CyclicBarrier together)
      throws Exception {
    Path spool = Files.createDirectories(folder.resolve(name + "-spool"));
    try (Workplace workplace =
        new Workplace(
            backbone.spec(),
            backbone.openSlot(BATCH),
            decoder,
            new PixelBuffers(BATCH, Preprocessing.IMAGENET_224.geometry(), null))) {
      List<LakeImage> images = ledger.images(run, 0);
      new ShardExtraction(
              conf,
              new ShardExtraction.Lake(run.selection().form(), run.columns()),
              RECIPE,
              workplace,
              new StageTimes(),
              accounted -> {})
          .extract(images, ShardCopies.none(images), run.fileKeyValues(0), spool);
      if (together != null) {
        together.await();
      }
      return ledger
          .shard(run, 0, images, spool)
          .commit(SpooledShard.of(spool.resolve("embeddings.parquet")), Map.of())
          .orElseThrow();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> String.valueOf(file.getFileName()))
          .toList();
    }
  }

  /** A decoder that takes too long over one image, or breaks at one. */
  private static final class FaultyDecoder implements Decoder {

    private final Decoder sound = new InProcessDecoder(DecodeLimits.DEFAULT);
    private final int lateAt;
    private int breaksAt = -1;
    private int image;

    FaultyDecoder(int lateAt) {
      this.lateAt = lateAt;
    }

    @Override
    public Outcome decode(ByteBuffer encoded, Geometry geometry, ByteBuffer rgb) {
      int number = image++;
      if (number == breaksAt) {
        throw new IllegalStateException("the decoder broke");
      }
      return number == lateAt
          ? new Outcome.Refused(QuarantineCode.DECODER_TIMEOUT, "took longer than 10 s, twice")
          : sound.decode(encoded, geometry, rgb);
    }

    @Override
    public Outcome decodeClip(
        ByteBuffer encoded, Geometry geometry, ClipSampling clip, ByteBuffer rgb) {
      throw new UnsupportedOperationException("images only");
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}
