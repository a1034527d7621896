package io.residua.backbone.onednn;

import io.residua.backbone.FoldedWeights;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The plans of a backbone by input shape. Every shape in use has its plan; of those not in use the
 * latest are kept, within {@link #MOST_PLANS} plans and {@link #MOST_COPIES} packed copies of the
 * weights. Thread-safe.
 */
final class Plans implements AutoCloseable {
  /** Covers the padded shapes of detection at 800 x 1333: 18 widths, upright and lying. */
  static final int MOST_PLANS = 36;

  /** Layouts kept of any one tensor before unused plans go. */
  static final int MOST_COPIES = 3;

  private final Kernels kernels;
  private final Encodings encodings;
  private final FoldedWeights weights;
  private final PackedWeights packed;
  private final Map<Plan.Shape, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Plan.Shape, Integer> users = new HashMap<>();

  Plans(Kernels kernels, Encodings encodings, FoldedWeights weights) {
    this.kernels = kernels;
    this.encodings = encodings;
    this.weights = weights;
    this.packed = new PackedWeights(kernels, weights);
  }

  /** The plan for a shape, compiled if need be; {@link #release} it. */
  synchronized Plan acquire(Plan.Shape shape) {
    Plan plan = plans.get(shape);
    if (plan == null) {
      plan = PlanBuilder.build(kernels, encodings, packed, weights, shape);
      plans.put(shape, plan);
    }
    users.merge(shape, 1, Integer::sum);
    evict();
    return plan;
  }

  /** Gives up one use of a plan. */
  synchronized void release(Plan plan) {
    users.computeIfPresent(plan.shape(), (shape, count) -> count == 1 ? null : count - 1);
    evict();
  }

  /** Number of plans held. */
  synchronized int size() {
    return plans.size();
  }

  /** Native bytes of packed weights. */
  synchronized long packedBytes() {
    return packed.bytes();
  }

  @Override
  public synchronized void close() {
    plans.values().forEach(Plan::close);
    plans.clear();
    packed.close();
  }

  private void evict() {
    Iterator<Plan> leastRecent = plans.values().iterator();
    while (leastRecent.hasNext() && (plans.size() > MOST_PLANS || packed.copies() > MOST_COPIES)) {
      Plan plan = leastRecent.next();
      if (!users.containsKey(plan.shape())) {
        leastRecent.remove();
        plan.close();
      }
    }
  }
}
