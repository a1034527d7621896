package io.residua.jobs.calibrate;

import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.PixelNormalization;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Quantization;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * What is calibrated.
 *
 * @param engine held to its instruction set already
 * @param weights that the engine loads
 * @param embedding whose drift counts
 * @param normalization of pixels
 * @param batchSize images of a forward pass
 */
public record Network(
    Engine engine,
    FoldedWeights weights,
    PooledStage embedding,
    PixelNormalization normalization,
    int batchSize) {

  /** Length of an embedding. */
  int channels() {
    return weights.spec().channels(embedding.stage());
  }

  /** Passes of one thread over a sample. */
  Passes passes(Sample sample) {
    return new Passes(sample, normalization, embedding);
  }

  /** What can be kept from quantization: the stem, then every block, in forward order. */
  List<String> parts() {
    List<String> parts = new ArrayList<>();
    parts.add(Quantization.STEM);
    for (Stage stage : weights.spec().stagesTo(weights.deepest())) {
      weights.spec().blocks(stage).stream().map(ResidualBlock::name).forEach(parts::add);
    }
    return parts;
  }
}
