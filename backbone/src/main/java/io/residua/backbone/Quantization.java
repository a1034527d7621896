package io.residua.backbone;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What int8 needs besides the weights: the range of every activation, measured on images, and what
 * is not quantized. Weights need none: each output channel of a convolution has its own largest
 * value.
 *
 * <p>An activation that ends in a ReLU is kept in 0 to 255, every other in -127 to 127; larger
 * values than the range become the largest.
 *
 * @param ranges largest absolute value of each activation, finite and above 0: {@link #INPUT}, the
 *     output of a convolution by {@link Convolution#name}, that of a block by {@link
 *     ResidualBlock#name}
 * @param kept what stays in bfloat16: {@link #STEM}, or blocks by {@link ResidualBlock#name}
 */
public record Quantization(Map<String, Float> ranges, Set<String> kept) {
  /** Name of the normalized pixels among the ranges. */
  public static final String INPUT = "input";

  /** Name of the stem among what is kept. */
  public static final String STEM = "stem";

  public Quantization {
    ranges = Collections.unmodifiableMap(new TreeMap<>(ranges));
    kept = Collections.unmodifiableSet(new TreeSet<>(kept));
    ranges.forEach(
        (activation, range) -> {
          if (!(range > 0) || range.isInfinite()) {
            throw new IllegalArgumentException(
                "[quantization] %s: expected a range above 0, found %s"
                    .formatted(activation, range));
          }
        });
  }

  /**
   * Range of an activation.
   *
   * @throws IllegalArgumentException when it was not measured
   */
  public float range(String activation) {
    Float range = ranges.get(activation);
    if (range == null) {
      throw new IllegalArgumentException(
          "[quantization] %s: expected a range, found none; calibrate with the same model and stage"
              .formatted(activation));
    }
    return range;
  }

  /** Whether a block, or {@link #STEM}, is computed in 8 bits. */
  public boolean quantizes(String block) {
    return !kept.contains(block);
  }

  /** The same ranges, with these blocks kept besides. */
  public Quantization keeping(Set<String> blocks) {
    Set<String> all = new TreeSet<>(kept);
    all.addAll(blocks);
    return new Quantization(ranges, all);
  }
}
