package io.residua.jobs.extract;

import io.residua.backbone.Backbone;
import io.residua.backbone.ClipSampling;
import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Provenance;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.engines.Engines;
import io.residua.backbone.weights.WeightsCard;
import io.residua.backbone.weights.WeightsSource;
import io.residua.io.features.StoredMaps;
import io.residua.io.ledger.Calibration;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request for features means on this machine: everything that decides their values, nothing
 * left to choose.
 *
 * @param weights loaded and folded
 * @param engine not pinned yet
 * @param preprocessing of the images
 * @param provenance of the features
 * @param maps stage maps stored beside the embeddings
 * @param assumptions what the weights do not say and was taken for granted
 * @param calibration of features in 8 bits, once it is known; null for others
 */
public record FeatureChoice(
    FoldedWeights weights,
    Engine engine,
    Preprocessing preprocessing,
    Provenance provenance,
    StoredMaps maps,
    List<String> assumptions,
    @Nullable Calibration calibration) {

  public FeatureChoice {
    assumptions = List.copyOf(assumptions);
  }

  /** The same with its activations quantized. */
  public FeatureChoice calibrated(Calibration found) {
    return new FeatureChoice(
        weights,
        engine,
        preprocessing,
        provenance.calibrated(found.sha256()),
        maps,
        assumptions,
        found);
  }

  /** Whether they are of 8 bits. */
  boolean int8() {
    return provenance.precision() == Precision.INT8;
  }

  /**
   * Packs the weights for this JVM, which is held to the instruction set from now on. The caller
   * closes what it gets.
   */
  public Backbone load() {
    engine.pin(provenance.instructionSet());
    return calibration == null
        ? engine.load(weights, provenance.precision())
        : engine.load(weights, calibration.quantization());
  }

  /** Everything that decides what is in the files: the settings of a run. */
  Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>(provenance.keyValues());
    all.putAll(maps.keyValues());
    return all;
  }

  /** The same for executors. */
  FeatureRecipe recipe() {
    PooledStage embedding = provenance.embedding();
    return new FeatureRecipe(
        preprocessing.name(),
        provenance.clips(),
        embedding,
        weights.spec().channels(embedding.stage()),
        maps);
  }

  /**
   * Loads the weights and resolves what was left to the machine.
   *
   * @param recorded settings of the run to go on with, which {@code auto} follows; empty for a new
   *     one
   * @throws RefusedException when the request names what does not exist or does not fit
   */
  public static FeatureChoice of(FeatureRequest request, Map<String, String> recorded)
      throws IOException {
    return Extraction.refusing(() -> resolve(request, recorded));
  }

  private static FeatureChoice resolve(FeatureRequest request, Map<String, String> recorded)
      throws IOException {
    Engine engine = engine(request.engine());
    ResNetSpec asked = request.model() == null ? null : ResNetSpec.of(request.model());
    Preprocessing recipe =
        request.preprocessing() == null ? null : Preprocessing.of(request.preprocessing());
    if (Dl4jGraph.is(request.weights())) {
      Dl4jGraph graph = Dl4jGraph.read(request.weights(), asked);
      Stage stage = Objects.requireNonNullElse(request.embeddingStage(), graph.weights().deepest());
      FoldedWeights weights = graph.to(deepest(stage, request.maps()));
      return of(request, recorded, engine, graph.card(), recipe, stage, weights);
    }
    try (WeightsSource source = WeightsSource.open(request.weights(), asked)) {
      WeightsCard card = source.card();
      card.preprocessing(recipe);
      Stage stage =
          Objects.requireNonNullElseGet(request.embeddingStage(), () -> card.spec().deepest());
      FoldedWeights weights = source.fold(deepest(stage, request.maps()));
      return of(request, recorded, engine, card, recipe, stage, weights);
    }
  }

  private static Stage deepest(Stage embedded, StoredMaps maps) {
    return Stream.concat(Stream.of(embedded), maps.stages().stream())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static FeatureChoice of(
      FeatureRequest request,
      Map<String, String> recorded,
      Engine engine,
      WeightsCard card,
      @Nullable Preprocessing recipe,
      Stage stage,
      FoldedWeights weights) {
    SizeAdvice.requireDriverHeap(weights, Runtime.getRuntime().maxMemory());
    Preprocessing preprocessing = reduced(request, card.preprocessing(recipe));
    ClipSampling clips = request.clips().of(weights.spec());
    PixelBuffers.requireRoom(request.batchSize(), preprocessing.geometry(), clips);
    return new FeatureChoice(
        weights,
        engine,
        preprocessing,
        provenance(request, recorded, engine, weights, preprocessing, stage, clips),
        request.maps(),
        card.assumptions(recipe),
        null);
  }

  private static Preprocessing reduced(FeatureRequest request, Preprocessing preprocessing) {
    return request.reducedJpeg() ? preprocessing.reducedJpeg() : preprocessing;
  }

  private static Provenance provenance(
      FeatureRequest request,
      Map<String, String> recorded,
      Engine engine,
      FoldedWeights weights,
      Preprocessing preprocessing,
      Stage stage,
      @Nullable ClipSampling clips) {
    String instructionSet =
        Objects.requireNonNullElseGet(
            firstOf(request.instructionSet(), recorded.get("residua.instruction-set")),
            engine::instructionSet);
    return new Provenance(
        weights.spec().network(),
        weights.spec().variant().label(),
        weights.source(),
        weights.sha256(),
        preprocessing.description(),
        new PooledStage(stage, request.pooling(), request.l2()),
        engine.name(),
        precision(request, engine, recorded.get("residua.precision"), instructionSet),
        instructionSet,
        request.batchSize(),
        clips);
  }

  private static Precision precision(
      FeatureRequest request, Engine engine, @Nullable String recorded, String instructionSet) {
    String asked = request.precision().equals("auto") ? recorded : request.precision();
    Precision precision =
        asked == null ? engine.automaticPrecision(instructionSet) : Precision.of(asked);
    Set<Precision> precisions = engine.precisions(instructionSet);
    if (!precisions.contains(precision)) {
      throw new RefusedException(
          "[--precision] engine %s on %s: expected one of %s, found %s; choose that%s"
              .formatted(
                  engine.name(),
                  instructionSet,
                  precisions.stream().map(Precision::label).collect(Collectors.joining(", ")),
                  precision.label(),
                  precision == Precision.INT8
                      ? "; int8 wants --engine onednn on processors with 8-bit dot products and bf16 (avx512_core_bf16 or avx512_core_amx)"
                      : ", or another --engine or --isa"));
    }
    return precision;
  }

  private static Engine engine(String name) {
    try {
      return Engines.of(name);
    } catch (LinkageError e) {
      throw new RefusedException(
          "[--engine] %s: expected its jars on the class path, found no %s; add the distribution's lib/%s to --jars"
              .formatted(name, e.getMessage(), name));
    }
  }

  private static @Nullable String firstOf(@Nullable String asked, @Nullable String recorded) {
    return asked != null ? asked : recorded;
  }
}
