package io.residua.jobs.extract;

import io.residua.backbone.Pooling;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.catalogue.Catalogue;
import io.residua.backbone.weights.catalogue.CatalogueEntry;
import io.residua.io.features.StoredMaps;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which features a person asked for: everything that decides their values, as far as it was said.
 *
 * @param weights a name of the catalogue, a file or {@code generated:SEED}
 * @param model {@code resnet50}; null for the network the weights are of
 * @param preprocessing {@code imagenet-224}; null for the one the weights were trained with
 * @param reducedJpeg whether JPEG files may be decoded smaller than they are, whatever the
 *     preprocessing
 * @param clips frames of a clip, for a model of clips
 * @param embeddingStage the stage pooled into the embedding; null for the network's last
 * @param pooling how the stage's map becomes the embedding
 * @param l2 whether embeddings are scaled to length 1
 * @param maps stage maps stored beside the embeddings
 * @param engine {@code onednn} or {@code dl4j}
 * @param precision {@code auto}, {@code f32}, {@code bf16} or {@code int8}
 * @param instructionSet null for the widest this machine has
 * @param batchSize images of a forward pass
 */
public record FeatureRequest(
    String weights,
    @Nullable String model,
    @Nullable String preprocessing,
    boolean reducedJpeg,
    ClipRequest clips,
    @Nullable Stage embeddingStage,
    Pooling pooling,
    boolean l2,
    StoredMaps maps,
    String engine,
    String precision,
    @Nullable String instructionSet,
    int batchSize) {

  public FeatureRequest {
    ExtractRequest.require(batchSize >= 1 && batchSize <= 256, "batch-size", "1 to 256", batchSize);
  }

  /** A request for the mean of a stage's map and no maps. */
  public FeatureRequest(
      String weights,
      @Nullable String model,
      @Nullable String preprocessing,
      ClipRequest clips,
      @Nullable Stage embeddingStage,
      String engine,
      String precision,
      @Nullable String instructionSet,
      int batchSize) {
    this(
        weights,
        model,
        preprocessing,
        false,
        clips,
        embeddingStage,
        Pooling.AVERAGE,
        false,
        StoredMaps.NONE,
        engine,
        precision,
        instructionSet,
        batchSize);
  }

  /**
   * The same for official weights that need not be here: untrained ones of their network. For what
   * depends on the weights' size alone.
   */
  FeatureRequest ofTheSameSize() {
    return Catalogue.find(weights).map(this::untrained).orElse(this);
  }

  private FeatureRequest untrained(CatalogueEntry entry) {
    return new FeatureRequest(
        "generated:0",
        Objects.requireNonNullElse(model, entry.model()),
        Objects.requireNonNullElse(preprocessing, entry.preprocessing()),
        reducedJpeg,
        clips,
        embeddingStage,
        pooling,
        l2,
        maps,
        engine,
        precision,
        instructionSet,
        batchSize);
  }
}
