package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;

import io.residua.backbone.Backbone;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.Quantization;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import org.bytedeco.dnnl.dnnl_engine;

/** Packed weights and plans of one JVM, freed when it and its last slot are closed. */
final class OnednnBackbone implements Backbone {
  private final FoldedWeights weights;
  private final Precision precision;
  private final Encodings encodings;
  private final dnnl_engine engine = new dnnl_engine();
  private final Plans plans;
  private int openSlots;
  private boolean closed;
  private boolean freed;

  OnednnBackbone(FoldedWeights weights, Precision precision) {
    this(weights, precision, Encodings.of(precision));
  }

  OnednnBackbone(FoldedWeights weights, Quantization quantization) {
    this(weights, Precision.INT8, Encodings.of(quantization));
  }

  private OnednnBackbone(FoldedWeights weights, Precision precision, Encodings encodings) {
    this.weights = weights;
    this.precision = precision;
    this.encodings = encodings;
    Dnnl.check(dnnl_engine_create(engine, dnnl_cpu, 0), "create an engine");
    this.plans = new Plans(new Kernels(engine, weights.spec().temporal()), encodings, weights);
  }

  @Override
  public ResNetSpec spec() {
    return weights.spec();
  }

  @Override
  public Precision precision() {
    return precision;
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
    Slot slot = new OnednnSlot(this, batchSize);
    openSlots++;
    return slot;
  }

  @Override
  public synchronized void close() {
    closed = true;
    freeIfUnused();
  }

  /** oneDNN's processor. */
  dnnl_engine engine() {
    return engine;
  }

  /** How a batch is kept. */
  Encoding input() {
    return encodings.input();
  }

  /** The deepest stage the weights reach. */
  Stage deepest() {
    return weights.deepest();
  }

  /** The plans every slot shares. */
  Plans plans() {
    return plans;
  }

  /** Told by a slot that is closed. */
  synchronized void slotClosed() {
    openSlots--;
    freeIfUnused();
  }

  private void freeIfUnused() {
    if (closed && openSlots == 0 && !freed) {
      freed = true;
      plans.close();
      dnnl_engine_destroy(engine);
    }
  }
}
