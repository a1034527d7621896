package io.residua.backbone.weights;

/** Weights that cannot be used; the message says which tensor of which file, why and what to do. */
public final class WeightsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  WeightsException(String where, String problem) {
    super("[" + where + "] " + problem);
  }

  WeightsException(String where, String problem, Throwable cause) {
    super("[" + where + "] " + problem, cause);
  }
}
