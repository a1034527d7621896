package io.residua.jobs.extract;

import io.residua.io.lake.InputSelection;
import io.residua.io.lake.LakeListing;
import io.residua.io.lake.Listing;
import io.residua.io.ledger.Calibration;
import io.residua.jobs.calibrate.DriftLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Calibrations for whoever computes features in 8 bits without an output. */
public final class Calibrations {

  private Calibrations() {}

  /**
   * Measures on a sample of the request's input; writes nothing but a temporary file.
   *
   * @param request for features in 8 bits of images
   * @param out takes a line a step
   * @return with blocks kept in bfloat16 where the drift is large; whatever it is then
   * @throws RefusedException when the request cannot be carried out as it stands, or the input has
   *     too few images
   */
  public static Calibration measure(ExtractRequest request, PrintStream out) throws IOException {
    Configuration conf = SparkContexts.hadoopConfiguration(request.sparkSettings());
    FeatureChoice features = FeatureChoice.of(request.features(), Map.of());
    InputSelection selection = Extraction.refusing(() -> request.lake().selection(conf));
    try (Listing listing =
        Extraction.refusing(() -> LakeListing.list(conf, selection, found -> {}))) {
      return new Int8Gate(request, conf, DriftLimits.DEFAULT, out).measure(features, listing);
    }
  }
}
