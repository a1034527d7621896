package io.residua.backbone.dl4j;

import io.residua.backbone.Backbone;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import java.util.Map;

/** The weights of one JVM, freed when it and its last slot are closed. */
final class Dl4jBackbone implements Backbone {
  private final ResNetSpec spec;
  private final Stage deepest;
  private final Map<String, Parameters> parameters;
  private int openSlots;
  private boolean closed;
  private boolean freed;

  Dl4jBackbone(FoldedWeights weights) {
    this.spec = weights.spec();
    this.deepest = weights.deepest();
    this.parameters = Parameters.of(weights);
  }

  @Override
  public ResNetSpec spec() {
    return spec;
  }

  @Override
  public Precision precision() {
    return Precision.F32;
  }

  @Override
  public synchronized Slot openSlot(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "[batch-size] expected at least 1, found %d".formatted(batchSize));
    }
    if (closed) {
      throw new IllegalStateException("[backbone] expected an open backbone, found a closed one");
    }
    openSlots++;
    return new Dl4jSlot(this, batchSize);
  }

  @Override
  public synchronized void close() {
    closed = true;
    freeIfUnused();
  }

  /** The deepest stage the weights reach. */
  Stage deepest() {
    return deepest;
  }

  /** Weight and bias of every convolution, by its name. */
  Map<String, Parameters> parameters() {
    return parameters;
  }

  /** Told by a slot that is closed. */
  synchronized void slotClosed() {
    openSlots--;
    freeIfUnused();
  }

  private void freeIfUnused() {
    if (closed && openSlots == 0 && !freed) {
      freed = true;
      parameters.values().forEach(Parameters::close);
    }
  }
}
