package io.residua.jobs.extract;

import io.residua.backbone.Drift;
import io.residua.io.lake.Listing;
import io.residua.io.ledger.Calibration;
import io.residua.jobs.calibrate.Calibrator;
import io.residua.jobs.calibrate.DriftLimits;
import io.residua.jobs.calibrate.Network;
import io.residua.jobs.calibrate.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Calibrates on a sample of the input, and says whether the drift is let through. */
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
