package io.residua.backbone.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory of a pass: an array that is given back lends its memory to the next. Maps shrink on the
 * way down, so that what a stage took is enough for those behind it.
 */
final class Activations implements AutoCloseable {
  private final List<INDArray> all = new ArrayList<>();

  /** By identity: arrays are equal when their values are. */
  private final Set<INDArray> free = Collections.newSetFromMap(new IdentityHashMap<>());

  private final IdentityHashMap<INDArray, INDArray> memories = new IdentityHashMap<>();

  /** A dense float32 array in c order, its values undefined. */
  INDArray take(long... extents) {
    long count = Arrays.stream(extents).reduce(1, Math::multiplyExact);
    INDArray memory = smallestFree(count).orElseGet(() -> allocate(count));
    free.remove(memory);
    INDArray array = Nd4j.create(memory.data(), extents, Nd4j.getStrides(extents, 'c'), 0L, 'c');
    memories.put(array, memory);
    return array;
  }

  /** Closes an array of others with the rest. */
  INDArray keep(INDArray array) {
    all.add(array);
    return array;
  }

  /** Lends an array's memory to no other, though it be given back. */
  void hold(INDArray array) {
    memories.remove(array);
  }

  /** Gives an array back that no later operation reads. */
  void release(INDArray array) {
    INDArray memory = memories.remove(array);
    if (memory != null) {
      free.add(memory);
    }
  }

  @Override
  public void close() {
    all.forEach(INDArray::close);
    all.clear();
    free.clear();
  }

  private INDArray allocate(long count) {
    return keep(NativeValues.allocate(count));
  }

  private Optional<INDArray> smallestFree(long count) {
    return free.stream()
        .filter(memory -> memory.length() >= count)
        .min(Comparator.comparingLong(INDArray::length));
  }
}
