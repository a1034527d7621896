package io.residua.backbone;

/** Which convolution of a bottleneck takes the stride of its stage. */
public enum StridePlacement {
  /** The 3x3: torchvision and timm ("ResNet v1.5"), MMDetection's style {@code pytorch}. */
  IN_3X3(""),
  /**
   * The first 1x1: the networks of He et al. 2016 as released for Caffe, and after them Keras,
   * Detectron and MMDetection's style {@code caffe}.
   */
  IN_1X1("stride-in-1x1");

  private final String label;

  StridePlacement(String label) {
    this.label = label;
  }

  /** Its part of a network's name, {@code stride-in-1x1}; empty for torchvision's. */
  public String label() {
    return label;
  }
}
