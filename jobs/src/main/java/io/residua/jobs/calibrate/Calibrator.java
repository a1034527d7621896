package io.residua.jobs.calibrate;

import io.residua.backbone.Drift;
import io.residua.backbone.Quantization;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures the ranges of a network's activations on one half of a sample, and on the other half how
 * far embeddings drift from float32's with them; what is given in the end are the ranges of both.
 */
public final class Calibrator {

  /** Fewer images say nothing of what is nearest. */
  public static final int FEWEST_IMAGES = 32;

  /**
   * What was found.
   *
   * @param quantization by the whole sample, with what is kept in bfloat16
   * @param drift of the half the ranges were not measured on, with those of the other half
   */
  public record Calibrated(Quantization quantization, Drift drift) {}

  private final Network network;
  private final DriftLimits limits;
  private final PrintStream out;

  /**
   * @param limits of the drift; parts are kept in bfloat16 to be within
   * @param out takes a line a step
   */
  public Calibrator(Network network, DriftLimits limits, PrintStream out) {
    this.network = network;
    this.limits = limits;
    this.out = out;
  }

  /**
   * Calibrates, which loads the network at least twice, one after the other.
   *
   * @return what drifts least with at most half of the blocks kept, within the limits or not
   * @throws IllegalArgumentException when an activation has values that are not finite, or the
   *     sample has fewer than {@link #FEWEST_IMAGES}
   */
  public Calibrated calibrate(Sample sample) throws IOException {
    if (sample.size() < FEWEST_IMAGES) {
      throw new IllegalArgumentException(
          "[calibration] expected at least %d images that can be decoded, found %d; take a calibration of a like input by --calibration, or --precision bf16"
              .formatted(FEWEST_IMAGES, sample.size()));
    }
    List<Integer> calibrating = every(sample, 0);
    List<Integer> heldOut = every(sample, 1);
    long begun = System.nanoTime();
    Reference f32 = Reference.measure(network, sample, calibrating, heldOut);
    say(
        "ranges of %d activations measured in f32, %.1f s",
        f32.half().ranges().size(), since(begun));
    begun = System.nanoTime();
    Int8Trial trial = new Int8Trial(network, sample, f32.embeddings());
    Drift drift = trial.drift(f32.half(), heldOut);
    say("%s; %.1f s", drift.text(), since(begun));
    if (limits.letThrough(drift)) {
      return new Calibrated(f32.whole(), drift);
    }
    KeptBlocks.Kept kept =
        new KeptBlocks(network.parts(), trial, limits, out).find(f32.half(), calibrating, heldOut);
    return new Calibrated(f32.whole().keeping(Set.copyOf(kept.parts())), kept.drift());
  }

  /** Every other one, since neighbours in a plan are alike. */
  private static List<Integer> every(Sample sample, int from) {
    return IntStream.range(0, sample.size()).filter(i -> i % 2 == from).boxed().toList();
  }

  private static double since(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private void say(String format, Object... values) {
    out.println("int8: " + String.format(Locale.ROOT, format, values));
  }
}
