package io.residua.jobs;

import io.residua.jobs.extract.CalibrationRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How features of 8 bits are calibrated. */
final class CalibrationOptions {

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      description =
          "With --precision int8: the calibration of another run, OUT/_residua/calibration.json, so that both give the same embeddings (default: that of --since, else measured on a sample of the input).")
  private @Nullable String file;

  @Option(
      names = "--calibration-images",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "With --precision int8: images to measure on, spread over the input; one half tells the ranges of activations, the other how far embeddings drift from f32 (default: ${DEFAULT-VALUE}).")
  private int images = CalibrationRequest.DEFAULT_IMAGES;

  @Option(
      names = "--accept-drift",
      description =
          "With --precision int8: go on where embeddings drift further from f32 than is let through (README.md, \"Int8\").")
  private boolean acceptDrift;

  CalibrationRequest request() {
    return new CalibrationRequest(file, images, acceptDrift);
  }
}
