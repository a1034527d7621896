package io.residua.backbone.weights;

import java.util.List;
import java.util.Set;

/** Tensors by name, not folded yet: what a network's weights are made of. */
interface NamedTensors {

  /** The names, in no order. */
  Set<String> names();

  /** Extents of a tensor that is there; a scalar has none. */
  List<Long> shape(String name);

  /**
   * Values of a tensor that is there, widened or narrowed to float32, dense and row-major.
   *
   * @throws WeightsException when its type is not a floating one, or it cannot be read
   */
  float[] values(String name);

  /** The name a tensor has where it was found, for messages. */
  default String original(String name) {
    return name;
  }

  /** Lower-case hexadecimal SHA-256, see {@link io.residua.backbone.FoldedWeights#sha256}. */
  String sha256();
}
