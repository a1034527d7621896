package io.residua.backbone;

/**
 * How a 2-D kernel becomes one over several frames, by the names of Detect-and-Track's {@code
 * VIDEO.WEIGHTS_INFLATE_MODE}. Weights that are 3-D already are taken as they are.
 */
public enum WeightInflation {
  /** The kernel at the middle frame, zeros at the others. */
  CENTER_ONLY(""),
  /** The kernel at every frame, divided by their number. */
  MEAN_REPEAT("mean-repeat");

  private final String label;

  WeightInflation(String label) {
    this.label = label;
  }

  /** Its part of a network's name, {@code mean-repeat}; empty for the centre. */
  public String label() {
    return label;
  }
}
