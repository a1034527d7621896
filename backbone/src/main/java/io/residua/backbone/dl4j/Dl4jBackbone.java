package io.residua.backbone.dl4j;

import io.residua.backbone.Backbone;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One graph for all slots. A {@code ComputationGraph} keeps activations while it runs and ND4J uses
 * every core for one product, so passes of a JVM run one after the other, under one lock.
 */
final class Dl4jBackbone implements Backbone {
  private static final Object ONE_PASS_AT_A_TIME = new Object();

  private final FoldedWeights weights;
  private final ComputationGraph graph;
  private boolean closed;

  Dl4jBackbone(FoldedWeights weights) {
    this.weights = weights;
    synchronized (ONE_PASS_AT_A_TIME) {
      this.graph = GraphBuilder.build(weights);
    }
  }

  @Override
  public ResNetSpec spec() {
    return weights.spec();
  }

  @Override
  public Precision precision() {
    return Precision.F32;
  }

  @Override
  public Slot openSlot(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "[batch-size] expected at least 1, found %d".formatted(batchSize));
    }
    synchronized (ONE_PASS_AT_A_TIME) {
      checkOpen();
    }
    return new Dl4jSlot(this, batchSize);
  }

  @Override
  public void close() {
    synchronized (ONE_PASS_AT_A_TIME) {
      if (!closed) {
        closed = true;
        graph.close();
      }
    }
  }

  /** The deepest stage the weights reach. */
  Stage deepest() {
    return weights.deepest();
  }

  /**
   * Maps of one image.
   *
   * @param image float32 {@code [1, 3, height, width]}, or {@code [1, 3, frames, height, width]}
   * @param stages shallowest first: the graph stops at the last
   * @return float32 {@code [1, channels, height, width]} of each stage, with frames of a clip; the
   *     caller closes them
   */
  INDArray[] forward(INDArray image, List<Stage> stages) {
    synchronized (ONE_PASS_AT_A_TIME) {
      checkOpen();
      return graph.output(
          stages.stream().map(Stage::label).toList(), false, new INDArray[] {image}, null);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("[backbone] expected an open backbone, found a closed one");
    }
  }
}
