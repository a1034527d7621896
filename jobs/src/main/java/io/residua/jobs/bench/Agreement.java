package io.residua.jobs.bench;

import io.residua.backbone.Drift;
import io.residua.backbone.Precision;
import java.util.List;

/**
 * How far embeddings are from those of a reference.
 *
 * @param largestDifference of two values, as a share of the reference's largest one
 * @param leastCosine of an image's two embeddings, after subtracting the reference's mean vector
 *     from both: embeddings have a large part in common that would hide what sets images apart
 */
record Agreement(double largestDifference, double leastCosine) {

  /** README.md, "Precision": what f32 promises. */
  private static final double F32_DIFFERENCE = 1e-4;

  /** Of fewer bits only neighbours must stay what they are. */
  private static final double NARROW_COSINE = 0.98;

  /** Of 8 bits the mean counts, which extract looks at: single images may be further away. */
  private static final double INT8_COSINE = 0.85;

  /**
   * Compares embeddings image by image.
   *
   * @param found float32 {@code [channels]} of each image
   * @param reference of the same images, two at least
   */
  static Agreement of(List<float[]> found, List<float[]> reference) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < reference.size(); i++) {
      float[] a = found.get(i);
      float[] b = reference.get(i);
      for (int channel = 0; channel < b.length; channel++) {
        largest = Math.max(largest, Math.abs(b[channel]));
        difference = Math.max(difference, Math.abs((double) a[channel] - b[channel]));
      }
    }
    if (Double.isNaN(difference)) {
      return new Agreement(difference, difference);
    }
    double cosine = Drift.between(reference, found).cosineLeast();
    return new Agreement(difference == 0 ? 0 : difference / largest, cosine);
  }

  /** The worse of both. */
  Agreement and(Agreement other) {
    return new Agreement(
        Math.max(largestDifference, other.largestDifference),
        Math.min(leastCosine, other.leastCosine));
  }

  /**
   * Whether embeddings of a precision may be so far from f32's; never where one is not a number.
   */
  boolean holds(Precision precision) {
    return switch (precision) {
      case F32 -> largestDifference <= F32_DIFFERENCE;
      case BF16 -> leastCosine >= NARROW_COSINE;
      case INT8 -> leastCosine >= INT8_COSINE;
    };
  }
}
