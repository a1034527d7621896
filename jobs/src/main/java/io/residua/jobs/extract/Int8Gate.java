package io.residua.jobs.extract;

import io.residua.backbone.Drift;
import io.residua.io.lake.Listing;
import io.residua.io.ledger.Calibration;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.jobs.calibrate.Calibrator;
import io.residua.jobs.calibrate.DriftLimits;
import io.residua.jobs.calibrate.Network;
import io.residua.jobs.calibrate.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the calibration of a run in 8 bits comes from, and whether its drift is let through. A run
 * that goes on has its own; else a file of {@code --calibration}, the run of {@code --since}, what
 * a driver left that died before it froze the run, or a sample of the input give one.
 */
final class Int8Gate {

  private final ExtractRequest request;
  private final Configuration conf;
  private final DriftLimits limits;
  private final PrintStream out;

  Int8Gate(ExtractRequest request, Configuration conf, DriftLimits limits, PrintStream out) {
    this.request = request;
    this.conf = conf;
    this.limits = limits;
    this.out = out;
  }

  /**
   * The calibration, if it is known before the input is listed; empty for a run not in 8 bits.
   *
   * @throws RefusedException when a calibration was given that is none, or for other features
   */
  Optional<Calibration> known(
      FeatureChoice features, Optional<RunDescription> recorded, Ledger ledger, Incremental since)
      throws IOException {
    if (request.calibration().file() != null) {
      return given(features);
    }
    if (!features.int8()) {
      return Optional.empty();
    }
    if (recorded.isEmpty()) {
      return since.calibration();
    }
    return recorded.get().settings().containsKey(Calibration.SETTING)
        ? Optional.of(ledger.calibration(recorded.get()))
        : Optional.empty();
  }

  /** That of {@code --calibration}, if there is one. */
  Optional<Calibration> given(FeatureChoice features) throws IOException {
    String file = request.calibration().file();
    if (file == null) {
      return Optional.empty();
    }
    if (!features.int8()) {
      throw new RefusedException(
          "[--calibration] expected --precision int8, found %s; give that, or leave --calibration out"
              .formatted(features.provenance().precision().label()));
    }
    return Optional.of(
        Extraction.refusing(
            () -> new CalibrationFit(CalibrationFile.read(conf, file), file).require(features)));
  }

  /**
   * The calibration of a new run, placed in its output.
   *
   * @param known before the input was listed
   * @throws RefusedException when its drift is not let through, or another one is in its place;
   *     nothing was written
   */
  Calibration settle(
      FeatureChoice features, Optional<Calibration> known, Listing listing, Ledger ledger)
      throws IOException {
    Optional<Calibration> left = ledger.calibration();
    Calibration calibration;
    if (left.isPresent()) {
      calibration = requireOwn(left.get(), features, known, listing);
      out.println("int8: the calibration is that of a run which died before it began");
    } else {
      calibration = known.isPresent() ? known.get() : measure(features, listing);
    }
    requireLetThrough(calibration);
    Calibration placed = Extraction.refusing(() -> ledger.putCalibration(calibration));
    return requireOwn(placed, features, known, listing);
  }

  /** One found in the output must be one this run could have made. */
  private static Calibration requireOwn(
      Calibration found, FeatureChoice features, Optional<Calibration> known, Listing listing)
      throws IOException {
    boolean own =
        known.isPresent()
            ? known.get().sha256().equals(found.sha256())
            : found.selection().equals(listing.selection());
    if (!own) {
      throw new RefusedException(
          "[_residua/calibration.json] calibration: expected one of this run, found one of %s, SHA-256 %s, left by a run that died before it began; remove the file, or choose another --output"
              .formatted(found.selection().inputs(), found.sha256()));
    }
    return Extraction.refusing(
        () -> new CalibrationFit(found, "_residua/calibration.json").require(features));
  }

  /** Measures on a sample of the input; writes nothing but a temporary file. */
  Calibration measure(FeatureChoice features, Listing listing) throws IOException {
    FeatureRecipe recipe = features.recipe();
    ShardExtraction.Lake lake =
        new ShardExtraction.Lake(listing.selection().form(), listing.columns());
    long begun = System.nanoTime();
    SampleReader reader = new SampleReader(conf, recipe, request.isolated(), lake);
    int most = request.calibration().images();
    try (Sample sample = reader.read(EvenlySpaced.of(listing.images(), most))) {
      out.printf(
          Locale.ROOT,
          "int8: calibrating on %d of %,d %s, read in %.1f s%n",
          sample.size(),
          listing.images().size(),
          recipe.clips() == null ? "images" : "videos",
          (System.nanoTime() - begun) / 1e9);
      Calibrator calibrator = new Calibrator(network(features), limits, out);
      Calibrator.Calibrated found = Extraction.refusing(() -> calibrator.calibrate(sample));
      return Calibration.of(
          features.settings(),
          listing.selection(),
          sample.size(),
          found.quantization(),
          found.drift());
    }
  }

  private Network network(FeatureChoice features) {
    features.engine().pin(features.provenance().instructionSet());
    return new Network(
        features.engine(),
        features.weights(),
        features.provenance().embedding(),
        features.preprocessing().normalization(),
        features.provenance().batchSize());
  }

  /**
   * Stops at a drift that is too large.
   *
   * @throws RefusedException unless the drift is within the limits, or accepted
   */
  void requireLetThrough(Calibration calibration) {
    Drift drift = calibration.drift();
    if (limits.letThrough(drift)) {
      return;
    }
    if (!request.calibration().acceptDrift()) {
      throw new RefusedException(
          "[--precision] int8: expected %s, found %s, with %s in bf16; choose --precision bf16, or --accept-drift to go on all the same"
              .formatted(limits.text(), drift.text(), kept(calibration)));
    }
    out.println("int8: more drift than is let through, accepted by --accept-drift");
  }

  /** What run.json says of a calibration. */
  Map<String, String> summary(Calibration calibration) {
    return calibration.summary(!limits.letThrough(calibration.drift()));
  }

  /** One line for a person. */
  static String text(Calibration calibration) {
    return "%s; in bf16: %s".formatted(calibration.drift().text(), kept(calibration));
  }

  private static String kept(Calibration calibration) {
    List<String> kept = List.copyOf(calibration.quantization().kept());
    return kept.isEmpty() ? "nothing" : String.join(", ", kept);
  }
}
