package io.residua.jobs.extract;

import io.residua.jobs.calibrate.Calibrator;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked of a run in 8 bits.
 *
 * @param file {@code calibration.json} of another run; null to measure
 * @param images to measure on, fewer of a small input
 * @param acceptDrift whether a drift beyond what is let through is accepted
 */
public record CalibrationRequest(@Nullable String file, int images, boolean acceptDrift) {

  /** Images that ranges and drift are measured on. */
  public static final int DEFAULT_IMAGES = 256;

  /** Nothing was asked. */
  public static final CalibrationRequest NONE = new CalibrationRequest(null, DEFAULT_IMAGES, false);

  private static final int MOST_IMAGES = 4096;

  public CalibrationRequest {
    ExtractRequest.require(
        images >= Calibrator.FEWEST_IMAGES && images <= MOST_IMAGES,
        "calibration-images",
        Calibrator.FEWEST_IMAGES + " to " + MOST_IMAGES,
        images);
  }
}
