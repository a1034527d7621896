package io.residua.jobs.bench;

import io.residua.backbone.Precision;
import io.residua.backbone.Provenance;
import io.residua.jobs.extract.FeatureChoice;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is computed, resolved on this machine as {@code extract} would. */
final class Choices {

  private final BenchRequest.Network network;
  private final int batchSize;
  private final Map<String, List<Precision>> precisions;

  private Choices(BenchRequest.Network network, int batchSize) throws IOException {
    this.network = network;
    this.batchSize = batchSize;
    Map<String, List<Precision>> found = new LinkedHashMap<>();
    for (String engine : network.engines()) {
      found.put(engine, resolve(engine));
    }
    this.precisions = Collections.unmodifiableMap(found);
  }

  /**
   * Resolves a request, all of it, so that nothing is refused when hours of timing are over.
   *
   * @throws RefusedException when it names what does not exist, does not fit, or is of clips
   */
  static Choices of(BenchRequest request) throws IOException {
    // Only the first of them is resolved below, and each is refused where it is out of range.
    request.batchSizes().forEach(size -> request.network().features("onednn", "auto", size));
    return new Choices(request.network(), request.batchSizes().get(0));
  }

  /** What an engine is timed in, in the order asked for, or else float32 first. */
  List<Precision> precisions(String engine) {
    return Objects.requireNonNull(precisions.get(engine));
  }

  /** Weights, loaded and folded anew, and what is to be done with them. */
  FeatureChoice of(String engine, Precision precision) throws IOException {
    return of(engine, precision.label());
  }

  private FeatureChoice of(String engine, String precision) throws IOException {
    FeatureChoice choice =
        FeatureChoice.of(network.features(engine, precision, batchSize), Map.of());
    if (choice.provenance().clips() != null) {
      throw new RefusedException(
          "[--model] %s: expected a network of images, found one of clips; time extract on videos instead"
              .formatted(choice.weights().spec().name()));
    }
    return choice;
  }

  private List<Precision> resolve(String engine) throws IOException {
    if (network.precisions().isEmpty()) {
      FeatureChoice choice = of(engine, Precision.F32);
      Provenance provenance = choice.provenance();
      return choice.engine().precisions(provenance.instructionSet()).stream().sorted().toList();
    }
    Set<Precision> asked = new LinkedHashSet<>();
    for (String precision : network.precisions()) {
      asked.add(of(engine, precision).provenance().precision());
    }
    return List.copyOf(asked);
  }
}
