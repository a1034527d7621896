package io.residua.backbone;

/** How the shortcut of a block that halves its map gets there. */
public enum Downsampling {
  /** By a 1x1 of stride 2, which drops three pixels of four. */
  STRIDED(""),
  /**
   * By a 2x2 average pool of stride 2, whose windows are cut at the edge of an odd map, and a 1x1
   * of stride 1: the "D" of He et al., <i>Bag of Tricks</i> (CVPR 2019), {@code ResNetV1d} of
   * MMDetection, {@code resnet50d} of timm. The tensors are named {@code downsample.1} and {@code
   * downsample.2} in every stage, as in both.
   */
  AVERAGED("avg-down");

  private final String label;

  Downsampling(String label) {
    this.label = label;
  }

  /** Its part of a network's name, {@code avg-down}; empty for torchvision's. */
  public String label() {
    return label;
  }
}
