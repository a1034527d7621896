package io.residua.jobs.extract;

import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.Provenance;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.StridePlacement;
import io.residua.backbone.engines.Engines;
import io.residua.backbone.weights.WeightsSource;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request for features means on this machine: everything that decides their values, nothing
 * left to choose.
 *
 * @param weights loaded and folded
 * @param engine not pinned yet
 * @param preprocessing of the images
 * @param provenance of the features
 */
record FeatureChoice(
    FoldedWeights weights, Engine engine, Preprocessing preprocessing, Provenance provenance) {

  /**
   * Loads the weights and resolves what was left to the machine.
   *
   * @param recorded settings of the run to go on with, which {@code auto} follows; empty for a new
   *     one
   * @throws RefusedException when the request names what does not exist or does not fit
   */
  static FeatureChoice of(ExtractRequest request, Map<String, String> recorded) throws IOException {
    return Extraction.refusing(() -> resolve(request, recorded));
  }

  private static FeatureChoice resolve(ExtractRequest request, Map<String, String> recorded)
      throws IOException {
    Engine engine = engine(request.engine());
    Preprocessing preprocessing = Preprocessing.of(request.preprocessing());
    ResNetSpec spec = ResNetSpec.of(request.model());
    FoldedWeights weights = WeightsSource.load(request.weights(), spec, request.embeddingStage());
    SizeAdvice.requireDriverHeap(weights, Runtime.getRuntime().maxMemory());
    String instructionSet =
        Objects.requireNonNullElseGet(
            firstOf(request.instructionSet(), recorded.get("residua.instruction-set")),
            engine::instructionSet);
    Provenance provenance =
        new Provenance(
            spec.network(),
            spec.variant().label(),
            weights.source(),
            weights.sha256(),
            preprocessing.description(),
            request.embeddingStage(),
            "avg",
            false,
            engine.name(),
            precision(request, engine, recorded.get("residua.precision"), instructionSet),
            instructionSet,
            request.batchSize());
    requireItsPreprocessing(spec, provenance);
    return new FeatureChoice(weights, engine, preprocessing, provenance);
  }

  private static Precision precision(
      ExtractRequest request, Engine engine, @Nullable String recorded, String instructionSet) {
    String asked = request.precision().equals("auto") ? recorded : request.precision();
    Precision precision =
        asked == null ? engine.automaticPrecision(instructionSet) : Precision.of(asked);
    Set<Precision> precisions = engine.precisions(instructionSet);
    if (!precisions.contains(precision)) {
      throw new RefusedException(
          "[--precision] engine %s on %s: expected one of %s, found %s; choose that, or another --engine or --isa"
              .formatted(engine.name(), instructionSet, precisions, precision.label()));
    }
    return precision;
  }

  /**
   * Caffe's networks and their heirs, with the stride in the 1x1, were trained on BGR with another
   * mean: their weights would run here, and every feature would be wrong.
   */
  private static void requireItsPreprocessing(ResNetSpec spec, Provenance provenance) {
    if (spec.variant().stride() == StridePlacement.IN_1X1 && !provenance.untrained()) {
      throw new RefusedException(
          "[--model] %s: expected a network trained with torchvision's preprocessing, found one of Caffe's or Keras', which is not built yet; use %s with torchvision's or timm's weights"
              .formatted(spec.name(), spec.network()));
    }
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
