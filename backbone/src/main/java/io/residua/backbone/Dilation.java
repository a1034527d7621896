package io.residua.backbone;

/**
 * How far a backbone narrows its maps. A stage beyond the output stride keeps the size of the one
 * before it, and its 3x3 convolutions reach as far through dilation instead (Yu and Koltun, ICLR
 * 2016). Two rules are in use for the first block of such a stage, which differ in their features
 * and not in their weights.
 */
public enum Dilation {
  /** Stride 32: every stage after conv2_x halves its maps. */
  NONE("", 32, false),
  /** Stride 16, by torchvision's and timm's rule: the first block has the previous dilation. */
  TO_STRIDE_16("os16", 16, false),
  /** Stride 8, by torchvision's and timm's rule: the first block has the previous dilation. */
  TO_STRIDE_8("os8", 8, false),
  /** Stride 16, by MMDetection's and Detect-and-Track's rule: every block has the stage's. */
  WHOLE_STAGES_TO_STRIDE_16("os16-whole-stage-dilated", 16, true),
  /** Stride 8, by MMDetection's and Detect-and-Track's rule: every block has the stage's. */
  WHOLE_STAGES_TO_STRIDE_8("os8-whole-stage-dilated", 8, true);

  private static final int STEM_STRIDE = 4;

  private final String label;
  private final int outputStride;
  private final boolean wholeStages;

  Dilation(String label, int outputStride, boolean wholeStages) {
    this.label = label;
    this.outputStride = outputStride;
    this.wholeStages = wholeStages;
  }

  /** Its part of a network's name, {@code os16}; empty for none. */
  public String label() {
    return label;
  }

  /** Input pixels per pixel of a stage's map, along each side. */
  public int stride(Stage stage) {
    return atMost(undilated(stage));
  }

  /** Whether it dilates by torchvision's and timm's rule. */
  boolean keepsPrevious() {
    return this != NONE && !wholeStages;
  }

  /** Stride of a stage's first block: 2 where the stage halves its maps, else 1. */
  int strideOfFirstBlock(Stage stage) {
    return stage == Stage.CONV2_X ? 1 : stride(stage) / atMost(undilated(stage) / 2);
  }

  /**
   * Pixels from one tap to the next of the first 3x3 of a block, a bottleneck's only one.
   *
   * @param block place in the stage, from 0
   */
  int of(Stage stage, int block) {
    boolean asBefore = block == 0 && !wholeStages;
    int undilated = asBefore ? undilated(stage) / 2 : undilated(stage);
    return undilated / atMost(undilated);
  }

  /** The same of the second 3x3 of a basic block: the stage's in timm, none in MMDetection. */
  int ofSecond3x3(Stage stage) {
    return wholeStages ? 1 : undilated(stage) / stride(stage);
  }

  /** An extent halved until the stride is reached, rounded up each time. */
  static int narrowed(int extent, int stride) {
    int size = extent;
    for (int halved = 1; halved < stride; halved *= 2) {
      size = (size + 1) / 2;
    }
    return size;
  }

  private int atMost(int stride) {
    return Math.min(stride, outputStride);
  }

  /** The stride of the paper, 4 to 32; half of it is that of the stage before. */
  private static int undilated(Stage stage) {
    return STEM_STRIDE << stage.index();
  }
}
