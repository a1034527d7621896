package io.residua.backbone.weights.pickle;

/** Python's {@code None}. */
public enum None {
  NONE
}
