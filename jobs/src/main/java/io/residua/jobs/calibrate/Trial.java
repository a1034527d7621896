package io.residua.jobs.calibrate;

import io.residua.backbone.Drift;
import io.residua.backbone.Quantization;
import java.io.IOException;
import java.util.List;

/** Tries a quantization. */
@FunctionalInterface
interface Trial {

  /**
   * How far the embeddings of some images are from those of float32.
   *
   * @param images their places in the sample, at least 2
   */
  Drift drift(Quantization quantization, List<Integer> images) throws IOException;
}
