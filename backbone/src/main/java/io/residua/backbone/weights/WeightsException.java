package io.residua.backbone.weights;

/** Weights that cannot be used; the message says which tensor of which file, why and what to do. */
public final class WeightsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /**
   * Says {@code [where] problem}.
   *
   * @param where the file's name
   * @param problem what was expected, what was found and what to do
   */
  public WeightsException(String where, String problem) {
    super("[" + where + "] " + problem);
  }

  /** The same with the fault that it was found by. */
  public WeightsException(String where, String problem, Throwable cause) {
    super("[" + where + "] " + problem, cause);
  }
}
