package io.residua.backbone;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Measures the range of every activation over images: where each would best be cut, so that the
 * squared error of cutting and of rounding to 255 steps is least. Not thread-safe.
 */
public final class ActivationRanges implements ActivationObserver {
  private final Map<String, MagnitudeHistogram> histograms = new HashMap<>();

  @Override
  public void observe(String activation, FloatBuffer values) {
    histograms.computeIfAbsent(activation, any -> new MagnitudeHistogram()).add(values);
  }

  /**
   * What was measured so far.
   *
   * @throws IllegalArgumentException when an activation had values that are not finite
   */
  public Quantization quantization() {
    Map<String, Float> ranges = new HashMap<>();
    histograms.forEach((name, histogram) -> ranges.put(name, histogram.range(name)));
    return new Quantization(ranges, Set.of());
  }
}
