package io.residua.jobs.bench;

import io.residua.backbone.Precision;
import io.residua.backbone.Provenance;
import io.residua.io.lake.InputForm;
import io.residua.io.ledger.Calibration;
import io.residua.jobs.extract.CalibrationRequest;
import io.residua.jobs.extract.Calibrations;
import io.residua.jobs.extract.ExtractRequest;
import io.residua.jobs.extract.FeatureChoice;
import io.residua.jobs.extract.LakeRequest;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is computed, resolved on this machine as {@code extract} would. */
final class Choices {

  private final BenchRequest.Network network;
  private final int batchSize;
  private final Map<String, List<Precision>> precisions;
  private @Nullable Calibration calibration;

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

  /**
   * Calibrates int8 on the images, where an engine is timed in it.
   *
   * @throws RefusedException when there are too few
   */
  void calibrate(List<Path> files, PrintStream out) throws IOException {
    for (String engine : network.engines()) {
      if (precisions(engine).contains(Precision.INT8)) {
        calibration = Calibrations.measure(request(engine, files), out);
      }
    }
  }

  private ExtractRequest request(String engine, List<Path> files) {
    List<String> some =
        files.stream().limit(CalibrationRequest.DEFAULT_IMAGES).map(Path::toString).toList();
    return new ExtractRequest(
        new LakeRequest(some, List.of(), List.of(), 0, InputForm.NONE),
        network.features(engine, Precision.INT8.label(), batchSize),
        "none",
        0,
        false,
        1,
        null,
        Map.of());
  }

  /** Of int8; null where nothing is timed in it. */
  @Nullable Calibration calibration() {
    return calibration;
  }

  /** Weights, loaded and folded anew, and what is to be done with them. */
  FeatureChoice of(String engine, Precision precision) throws IOException {
    FeatureChoice choice = of(engine, precision.label());
    return precision == Precision.INT8
        ? choice.calibrated(Objects.requireNonNull(calibration))
        : choice;
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
