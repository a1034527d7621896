package io.residua.backbone;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in front of the max pool. */
public enum Stem {
  /** One 7x7 of stride 2: He et al. 2016, Table 1. */
  SINGLE_7X7(""),
  /**
   * Three 3x3 of 32, 32 and 64 channels, the first of stride 2: the "C" and "D" of He et al.,
   * <i>Bag of Tricks</i> (CVPR 2019), {@code ResNetV1c} of MMDetection, {@code resnet50c} and
   * {@code resnet50d} of timm, whose tensor names it has.
   */
  DEEP("deep-stem");

  private static final int NARROW = 32;

  private final String label;

  Stem(String label) {
    this.label = label;
  }

  /** Its part of a network's name, {@code deep-stem}; empty for torchvision's. */
  public String label() {
    return label;
  }

  /**
   * Its convolutions in forward order, a ReLU behind each, from 3 to {@code out} channels.
   *
   * @param temporal of each of them
   */
  List<Convolution> convolutions(int out, boolean biased, @Nullable Temporal temporal) {
    return switch (this) {
      case SINGLE_7X7 ->
          List.of(new Convolution("conv1", "bn1", 3, out, 7, 2, 3, 1, biased, temporal));
      case DEEP ->
          List.of(
              new Convolution("conv1.0", "conv1.1", 3, NARROW, 3, 2, 1, 1, biased, temporal),
              new Convolution("conv1.3", "conv1.4", NARROW, NARROW, 3, 1, 1, 1, biased, temporal),
              new Convolution("conv1.6", "bn1", NARROW, out, 3, 1, 1, 1, biased, temporal));
    };
  }
}
