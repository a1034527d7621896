package io.residua.backbone.dl4j;

import io.residua.backbone.Stage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every operation of a forward pass over one batch, in order, with the memory of one slot.
 *
 * @param calls operations, bound to their arrays
 * @param maps what they leave of each stage that was wanted
 * @param activations memory of all but the input
 */
record Program(List<CustomOp> calls, Map<Stage, Tensor> maps, Activations activations)
    implements AutoCloseable {

  Program {
    calls = List.copyOf(calls);
    maps = Map.copyOf(maps);
  }

  /** The stages whose maps last until the next run. */
  Set<Stage> wanted() {
    return maps.keySet();
  }

  /** Runs every operation on the calling thread. */
  void run() {
    OneThread.use();
    calls.forEach(call -> Nd4j.getExecutioner().exec(call));
  }

  @Override
  public void close() {
    activations.close();
  }
}
