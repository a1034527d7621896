package io.residua.backbone;

/** The convention of a network's batch norms: what is added to the variance, and to what. */
public enum Normalization {
  /** PyTorch's {@code BatchNorm2d}, and no bias in front of it, where it would be redundant. */
  PLAIN("", false, 1e-5),
  /** Biased convolutions with PyTorch's epsilon. */
  BIASED("biased", true, 1e-5),
  /** {@code keras.applications.ResNet50} and deeper, with {@code epsilon=1.001e-5}. */
  KERAS("keras", true, 1.001e-5),
  /**
   * Keras' ResNet-50 of 2015 to 2018 ({@code res2a_branch2a}), with the default epsilon of {@code
   * keras.layers.BatchNormalization}.
   */
  KERAS_FIRST_GENERATION("keras-first-generation", true, 1e-3);

  private final String label;
  private final boolean biased;
  private final double epsilon;

  Normalization(String label, boolean biased, double epsilon) {
    this.label = label;
    this.biased = biased;
    this.epsilon = epsilon;
  }

  /** Its part of a network's name, {@code keras}; empty for torchvision's. */
  public String label() {
    return label;
  }

  /** Whether every convolution has a bias of its own in front of its batch norm. */
  public boolean biased() {
    return biased;
  }

  /** What is added to a variance before its square root is taken. */
  public double epsilon() {
    return epsilon;
  }

  /** Whether it is Keras', whose networks have the stride in the 1x1. */
  boolean keras() {
    return this == KERAS || this == KERAS_FIRST_GENERATION;
  }
}
