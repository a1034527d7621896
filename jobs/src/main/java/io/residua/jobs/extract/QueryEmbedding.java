package io.residua.jobs.extract;

import io.residua.backbone.Backbone;
import io.residua.backbone.Slot;
import io.residua.io.features.EmbeddingFooter;
import io.residua.io.features.EmbeddingReader;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.lake.InputForm;
import io.residua.io.lake.InputSelection;
import io.residua.io.lake.Inputs;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import io.residua.io.lake.PieceListing;
import io.residua.io.ledger.Calibration;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardCopies;
import io.residua.io.ledger.SpoolFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * The embedding of an image that is in no output, made as those of a run are: by the way of a
 * shard, in this process, so that an image of the run gets the same bits again.
 */
public final class QueryEmbedding {

  private final Configuration conf;
  private final Ledger ledger;
  private final RunDescription run;
  private final String output;

  /**
   * @param run whose embeddings the image's is to be like
   * @param output of the run, for messages
   */
  public QueryEmbedding(Configuration conf, Ledger ledger, RunDescription run, String output) {
    this.conf = conf;
    this.ledger = ledger;
    this.run = run;
    this.output = output;
  }

  /**
   * What was made of an image.
   *
   * @param image as it was found
   * @param embedding float32 {@code [channels]}
   */
  public record Embedded(LakeImage image, FloatBuffer embedding) {}

  /**
   * Embeds an image, or a video where the run is of videos.
   *
   * @param file on any store
   * @param weights where those of the run are now; null for where they were
   * @throws RefusedException when there is no such image, it cannot be decoded, or this machine and
   *     these weights do not give embeddings of the run's settings
   */
  public Embedded of(String file, @Nullable String weights) throws IOException {
    FeatureChoice features = features(weights);
    LakeImage image = image(file, features.provenance().clips() != null);
    Path folder = SpoolFolder.create("residua-query-");
    try {
      return new Embedded(image, embedding(features, image, folder));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("[%s] interrupted while it was embedded".formatted(file), e);
    } finally {
      SpoolFolder.delete(folder);
    }
  }

  private FeatureChoice features(@Nullable String weights) throws IOException {
    RecordedFeatures recorded = new RecordedFeatures(run.settings());
    FeatureChoice features = choice(recorded, weights);
    if (run.settings().containsKey(Calibration.SETTING)) {
      features = features.calibrated(ledger.calibration(run));
    }
    recorded.requireSame(features.settings(), output);
    return features;
  }

  private FeatureChoice choice(RecordedFeatures recorded, @Nullable String weights)
      throws IOException {
    FeatureRequest request = recorded.request(weights);
    try {
      return FeatureChoice.of(request, run.settings());
    } catch (RefusedException e) {
      throw new RefusedException(
          "%s%nThe embeddings are of %s; where these weights are elsewhere now, name them by --weights"
              .formatted(e.getMessage(), run.settings().get("residua.weights")));
    }
  }

  private LakeImage image(String file, boolean video) throws IOException {
    return Extraction.refusing(
        () -> {
          InputSelection selection =
              new InputSelection(
                  Inputs.qualify(conf, List.of(file)), List.of(), List.of(), 0, InputForm.NONE);
          PieceListing here = new PieceListing(conf, selection, video);
          try (Listing listing = LakeListing.list(conf, selection, video, here, found -> {})) {
            return only(file, listing);
          }
        });
  }

  private static LakeImage only(String file, Listing listing) {
    List<LakeImage> images = new ArrayList<>();
    listing.images().forEach(images::add);
    if (images.size() != 1 || images.get(0).place() != null) {
      throw new IllegalArgumentException(
          "[%s] image: expected one image file, found %d images; name one"
              .formatted(file, images.size()));
    }
    return images.get(0);
  }

  private FloatBuffer embedding(FeatureChoice features, LakeImage image, Path folder)
      throws IOException, InterruptedException {
    FeatureRecipe recipe = features.recipe();
    int batchSize = features.provenance().batchSize();
    try (Backbone backbone = Extraction.refusing(features::load);
        Slot slot = backbone.openSlot(batchSize);
        Decoder decoder = new IsolatedDecoder(DecodeLimits.DEFAULT)) {
      PixelBuffers buffers =
          new PixelBuffers(batchSize, recipe.pixels().geometry(), recipe.clips());
      ShardExtraction.Extracted made =
          new ShardExtraction(
                  conf,
                  new ShardExtraction.Lake(InputForm.NONE, List.of()),
                  recipe,
                  new Workplace(backbone.spec(), slot, decoder, buffers),
                  new StageTimes(),
                  accounted -> {})
              .extract(List.of(image), ShardCopies.none(List.of(image)), Map.of(), folder);
      return read(made.files().embeddings(), recipe.channels());
    }
  }

  private static FloatBuffer read(Path file, int channels) throws IOException {
    LocalInputFile parquet = new LocalInputFile(file);
    try (EmbeddingReader rows =
        EmbeddingReader.openWithoutPassed(parquet, file.toString(), channels)) {
      if (rows.next()) {
        return FloatBuffer.allocate(channels).put(rows.embedding()).flip();
      }
    }
    QuarantinedRow why = EmbeddingFooter.read(parquet, file.toString()).quarantined().get(0);
    throw new RefusedException(
        "[%s] image: expected one that can be embedded, found %s: %s; name another"
            .formatted(why.uri(), why.code(), why.detail()));
  }
}
