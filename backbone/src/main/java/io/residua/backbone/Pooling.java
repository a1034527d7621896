package io.residua.backbone;

import java.io.Serializable;

/** How a channel's map becomes one value of a vector. */
public sealed interface Pooling extends Serializable
    permits Pooling.Average, Pooling.Max, GeneralizedMean {

  /** The mean, {@code avg}: what the networks were trained with. */
  Pooling AVERAGE = new Average();

  /** The largest value, {@code max}. */
  Pooling MAX = new Max();

  /** The canonical spelling, which {@link #of} takes: {@code avg}, {@code max}, {@code gem:3.0}. */
  String label();

  /**
   * Pools one channel, in the order of its values; not finite if one of them is not.
   *
   * @param values float32, of which those from {@code from} up to {@code to}, without it, are the
   *     channel's; at least one
   */
  float pool(float[] values, int from, int to);

  /**
   * The pooling spelled {@code text}.
   *
   * @param text {@code avg}, {@code max}, or {@code gem:P} with the power of a {@link
   *     GeneralizedMean} in decimals
   * @throws IllegalArgumentException when none is spelled so
   */
  static Pooling of(String text) {
    if (text.equals(AVERAGE.label())) {
      return AVERAGE;
    }
    if (text.equals(MAX.label())) {
      return MAX;
    }
    if (text.startsWith(GeneralizedMean.PREFIX)) {
      return GeneralizedMean.of(text.substring(GeneralizedMean.PREFIX.length()));
    }
    throw new IllegalArgumentException(
        "[--pool] expected avg, max or gem:P, found %s; give one of them, such as gem:3"
            .formatted(text));
  }

  /** Global average pooling: summed in float64. Engines may sum in another order. */
  record Average() implements Pooling {

    @Override
    public String label() {
      return "avg";
    }

    @Override
    public float pool(float[] values, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += values[i];
      }
      return (float) (sum / (to - from));
    }
  }

  /** Global max pooling: exact. */
  record Max() implements Pooling {

    @Override
    public String label() {
      return "max";
    }

    @Override
    public float pool(float[] values, int from, int to) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        largest = Math.max(largest, values[i]);
      }
      return largest;
    }
  }
}
