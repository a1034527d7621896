package io.residua.backbone;

/** Where a backbone ends: Detectron's {@code conv4_body} and {@code conv5_body}. */
public enum Body {
  /** With its last stage, conv5_x. */
  CONV5("", Stage.CONV5_X),
  /** Cut after conv4_x: conv5_x is left to a detector's head, or to nobody. */
  CONV4("conv4", Stage.CONV4_X);

  private final String label;
  private final Stage deepest;

  Body(String label, Stage deepest) {
    this.label = label;
    this.deepest = deepest;
  }

  /** Its part of a network's name, {@code conv4}; empty for a whole one. */
  public String label() {
    return label;
  }

  /** The last stage it has. */
  public Stage deepest() {
    return deepest;
  }
}
