package io.residua.backbone;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The four residual stages of a ResNet, named as in Table 1 of He et al., <i>Deep Residual Learning
 * for Image Recognition</i> (CVPR 2016). Shallowest first, so that {@code compareTo} orders by
 * depth.
 */
public enum Stage {
  /** Torchvision's {@code layer1}, of stride 4. */
  CONV2_X(0),
  /** Torchvision's {@code layer2}, of stride 8. */
  CONV3_X(1),
  /** Torchvision's {@code layer3}, of stride 16 unless dilated. */
  CONV4_X(2),
  /** Torchvision's {@code layer4}, of stride 32 unless dilated. */
  CONV5_X(3);

  private final int index;

  Stage(int index) {
    this.index = index;
  }

  /** Place in {@link ResNetSpec#depths}: 0 for conv2_x to 3 for conv5_x. */
  public int index() {
    return index;
  }

  /** The paper's spelling, {@code conv2_x}: the one used in options, columns and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The stage's module in torchvision and timm, {@code layer1}. */
  public String torchvisionName() {
    return "layer" + (index + 1);
  }

  /**
   * The stage spelled {@code label}.
   *
   * @throws IllegalArgumentException when no stage is spelled so
   */
  public static Stage of(String label) {
    for (Stage stage : values()) {
      if (stage.label().equals(label)) {
        return stage;
      }
    }
    throw new IllegalArgumentException(
        "[stage] expected one of %s, found %s"
            .formatted(
                Arrays.stream(values()).map(Stage::label).collect(Collectors.joining(", ")),
                label));
  }
}
