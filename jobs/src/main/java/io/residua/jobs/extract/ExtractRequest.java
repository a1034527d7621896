package io.residua.jobs.extract;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked for, before anything of it was looked at.
 *
 * @param lake which images
 * @param features which features
 * @param output folder the features go to; a run that is there already is resumed
 * @param shardImages images of a shard; 0 for the plan's own rule
 * @param isolated whether images are decoded in a process apart
 * @param maxErrorRate share of quarantined images, 0 to 1, above which the exit code is 3
 * @param master Spark master; null for what {@code spark-submit} said, else {@code local[*]}
 * @param sparkSettings Spark properties
 * @param npy whether the embeddings are also written as one NumPy array
 * @param since output of the run unchanged images' rows are copied from; null to extract all
 * @param calibration of a run in 8 bits
 * @param report whether the run ends with a page for people
 */
public record ExtractRequest(
    LakeRequest lake,
    FeatureRequest features,
    String output,
    int shardImages,
    boolean isolated,
    double maxErrorRate,
    @Nullable String master,
    Map<String, String> sparkSettings,
    boolean npy,
    @Nullable String since,
    CalibrationRequest calibration,
    boolean report) {

  public ExtractRequest {
    sparkSettings = Map.copyOf(sparkSettings);
    require(shardImages >= 0, "shard-images", "at least 1", shardImages);
    require(
        maxErrorRate >= 0 && maxErrorRate <= 1, "max-error-rate", "a share, 0 to 1", maxErrorRate);
  }

  /** A request to extract everything. */
  public ExtractRequest(
      LakeRequest lake,
      FeatureRequest features,
      String output,
      int shardImages,
      boolean isolated,
      double maxErrorRate,
      @Nullable String master,
      Map<String, String> sparkSettings) {
    this(
        lake,
        features,
        output,
        shardImages,
        isolated,
        maxErrorRate,
        master,
        sparkSettings,
        false,
        null,
        CalibrationRequest.NONE,
        false);
  }

  /** The same with the embeddings as one NumPy array beside them. */
  public ExtractRequest withNpy(boolean wanted) {
    return with(wanted, since, calibration, report);
  }

  /** The same, copying what has not changed since another run. */
  public ExtractRequest since(@Nullable String earlierOutput) {
    return with(npy, earlierOutput, calibration, report);
  }

  /** The same with this of 8 bits. */
  public ExtractRequest calibrating(CalibrationRequest how) {
    return with(npy, since, how, report);
  }

  /** The same, ending with a page for people, or without. */
  public ExtractRequest reporting(boolean page) {
    return with(npy, since, calibration, page);
  }

  private ExtractRequest with(
      boolean wanted, @Nullable String earlierOutput, CalibrationRequest how, boolean page) {
    return new ExtractRequest(
        lake,
        features,
        output,
        shardImages,
        isolated,
        maxErrorRate,
        master,
        sparkSettings,
        wanted,
        earlierOutput,
        how,
        page);
  }

  /** Refuses an option's value. */
  static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new RefusedException(
          "[--%s] expected %s, found %s; give another value".formatted(option, expected, found));
    }
  }
}
