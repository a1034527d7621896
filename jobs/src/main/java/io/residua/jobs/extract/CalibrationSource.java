package io.residua.jobs.extract;

import io.residua.io.lake.Listing;
import io.residua.io.ledger.Calibration;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the calibration of a run in 8 bits comes from. A run that goes on has its own; else a file
 * of {@code --calibration}, the run of {@code --since}, what a driver left that died before it
 * froze the run, or a sample of the input give one.
 */
final class CalibrationSource {

  private final ExtractRequest request;
  private final Configuration conf;
  private final Int8Gate gate;
  private final PrintStream out;

  CalibrationSource(ExtractRequest request, Configuration conf, Int8Gate gate, PrintStream out) {
    this.request = request;
    this.conf = conf;
    this.gate = gate;
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
    if (left.isPresent()) {
      out.println("int8: the calibration is that of a run which died before it began");
      return requireOwn(left.get(), features, known, listing);
    }
    Calibration own = known.isPresent() ? known.get() : gate.measure(features, listing);
    gate.requireLetThrough(own);
    Calibration placed = Extraction.refusing(() -> ledger.putCalibration(own));
    return placed.equals(own) ? own : requireOwn(placed, features, known, listing);
  }

  /** One found in the output must be one this run could have made. */
  private Calibration requireOwn(
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
    gate.requireLetThrough(found);
    return Extraction.refusing(
        () -> new CalibrationFit(found, "_residua/calibration.json").require(features));
  }
}
