package io.residua.backbone.weights;

import java.util.Optional;

/** How some library names and lays out the tensors of a ResNet. */
interface Naming {

  /** Whose names they are, for people: {@code Keras, first generation}. */
  String label();

  /**
   * Torchvision's place for a tensor.
   *
   * @param name as the file has it
   * @return empty for what is no part of a backbone: a classifier, an optimizer's state, a counter
   */
  Optional<Placed> place(String name);

  /** What networks with such names have in common beside them. */
  default Convention convention() {
    return Convention.TORCHVISION;
  }

  /**
   * A tensor in torchvision's terms.
   *
   * @param name torchvision's, {@code layer1.0.conv1.weight}
   * @param layout the file's
   */
  record Placed(String name, Layout layout) {}

  /** What the extents of a file's tensor mean; vectors are alike in all. */
  enum Layout {
    /** {@code [out, in, height, width]}, or for a 3-D network {@code [out, in, time, …]}. */
    OIHW,
    /** {@code [height, width, in, out]}: TensorFlow's and Keras'. */
    HWIO,
    /** {@link #OIHW} of a first convolution that takes B, G, R. */
    OIHW_OF_BGR,
    /** {@link #HWIO} of a first convolution that takes B, G, R. */
    HWIO_OF_BGR
  }
}
