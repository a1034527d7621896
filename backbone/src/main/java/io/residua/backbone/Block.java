package io.residua.backbone;

/** The two residual blocks of He et al. 2016, Figure 5. */
public enum Block {
  /** Two 3x3 convolutions: ResNet-18 and 34. */
  BASIC(1),
  /** 1x1, 3x3, 1x1: ResNet-50, 101 and 152. */
  BOTTLENECK(4);

  private final int expansion;

  Block(int expansion) {
    this.expansion = expansion;
  }

  /** Output channels of a block over the channels of its 3x3. */
  public int expansion() {
    return expansion;
  }
}
