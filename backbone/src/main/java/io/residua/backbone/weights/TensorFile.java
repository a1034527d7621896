package io.residua.backbone.weights;

import java.util.Map;

/**
 * A weights file that was opened: its tensors by the file's own names, in the file's own layouts. A
 * {@link NamedTensors} of torchvision's names is made of it by the naming that recognizes it.
 * Whoever opened it closes it.
 */
interface TensorFile extends NamedTensors, AutoCloseable {

  /** What kind of file it is, for people: {@code safetensors}, {@code HDF5}. */
  String format();

  /** What the file says of itself beside tensors, empty where it says nothing. */
  Map<String, String> metadata();

  @Override
  void close();
}
