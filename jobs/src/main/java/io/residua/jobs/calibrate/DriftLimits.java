package io.residua.jobs.calibrate;

import io.residua.backbone.Drift;

/**
 * How much embeddings of int8 may differ from those of float32.
 *
 * @param leastCosine of {@link Drift#cosineMean}
 * @param leastOverlap of {@link Drift#overlap}
 */
public record DriftLimits(double leastCosine, double leastOverlap) {

  /**
   * What a run lets through unless told otherwise. Measured on torchvision's ResNet-18, conv4_x,
   * and 600 photos of 10 classes: int8 has 0.998 and 97 %; with steps three times as coarse, 0.991
   * and 93 %, mean average precision is still within 0.001 of float32's and precision at 1 within
   * 0.005; with steps six times as coarse, 0.958 and 87 %, within 0.002 and 0.01. Generated
   * ResNet-50, 101 and 152 have 0.998, 0.996 and 0.991, and 96 % or more; bf16 has 0.999 or more.
   */
  public static final DriftLimits DEFAULT = new DriftLimits(0.99, 0.9);

  /** Whether so much is let through. */
  public boolean letThrough(Drift drift) {
    return drift.cosineMean() >= leastCosine && drift.overlap() >= leastOverlap;
  }

  /** For a person. */
  public String text() {
    return "a mean cosine of at least %s and at least %.0f%% of the nearest kept"
        .formatted(leastCosine, 100 * leastOverlap);
  }
}
