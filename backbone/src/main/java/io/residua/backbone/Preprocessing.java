package io.residua.backbone;

import java.util.List;

/**
 * What was done to an image before the network the weights were trained with: resize, crop,
 * normalize. Pixels are uint8 RGB; the network sees {@code (pixel / 255 - mean) / std} by channel.
 *
 * @param name the spelling of {@code --preprocess}
 * @param resize length of the shorter side after resizing, in pixels (bilinear, antialiased; the
 *     longer side is truncated, not rounded)
 * @param crop side of the square cut from the centre, in pixels
 * @param mean of R, G, B, in units of 1/255 of a pixel value (0 to 1)
 * @param std standard deviation of R, G, B, in the same units
 */
public record Preprocessing(String name, int resize, int crop, List<Float> mean, List<Float> std) {

  /**
   * torchvision's evaluation transform for its {@code IMAGENET1K_V1} weights: {@code Resize(256),
   * CenterCrop(224), Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])}.
   */
  public static final Preprocessing IMAGENET_224 =
      new Preprocessing(
          "imagenet-224",
          256,
          224,
          List.of(0.485f, 0.456f, 0.406f),
          List.of(0.229f, 0.224f, 0.225f));

  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3 || std.stream().anyMatch(s -> !(s > 0))) {
      throw new IllegalArgumentException(
          "[%s] mean and std: expected three values each, std above 0, found %s and %s"
              .formatted(name, mean, std));
    }
    if (crop < 1 || resize < crop) {
      throw new IllegalArgumentException(
          "[%s] expected 1 <= crop <= resize, found crop %d and resize %d"
              .formatted(name, crop, resize));
    }
  }

  /**
   * The preprocessing spelled {@code name}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Preprocessing of(String name) {
    if (name.equals(IMAGENET_224.name)) {
      return IMAGENET_224;
    }
    throw new IllegalArgumentException(
        "[preprocess] expected %s, found %s".formatted(IMAGENET_224.name, name));
  }

  /** Every figure that decides pixels, on one line: hashed into the settings of a run. */
  public String description() {
    return name + " resize=" + resize + " crop=" + crop + " mean=" + mean + " std=" + std;
  }
}
