package io.residua.backbone;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a network sees of a pixel: {@code (pixel / unit - mean) / std}, float32, by channel. The
 * channels are R, G, B also for networks trained on B, G, R: reading their weights turns the first
 * convolution round instead.
 *
 * @param unit pixel value that counts as 1: 255 for torchvision's networks, 1 for Caffe's
 * @param mean of R, G, B, in units of {@code unit}
 * @param std standard deviation of R, G, B, in units of {@code unit}
 */
public record PixelNormalization(float unit, List<Float> mean, List<Float> std) {

  public PixelNormalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3
        || std.size() != 3
        || !mean.stream().allMatch(Float::isFinite)
        || !std.stream().allMatch(s -> s > 0 && Float.isFinite(s))) {
      throw new IllegalArgumentException(
          "[preprocessing] mean and std: expected three values each, std above 0, found %s and %s; give other values"
              .formatted(mean, std));
    }
    if (!(unit > 0) || !Float.isFinite(unit)) {
      throw new IllegalArgumentException(
          "[preprocessing] unit: expected a value above 0, found %s; give 255 or 1"
              .formatted(Float.toString(unit)));
    }
  }

  /** Every figure, as a written-out recipe has it: {@code unit=255.0,mean=…:…:…,std=…:…:…}. */
  public String figures() {
    return "unit=%s,mean=%s,std=%s".formatted(Float.toString(unit), threeOf(mean), threeOf(std));
  }

  private static String threeOf(List<Float> values) {
    return values.stream().map(value -> Float.toString(value)).collect(Collectors.joining(":"));
  }

  /**
   * Normalizes one value.
   *
   * @param channel 0 for R, 1 for G, 2 for B
   * @param pixel uint8 value, 0 to 255
   */
  public float of(int channel, int pixel) {
    return (pixel / unit - mean.get(channel)) / std.get(channel);
  }
}
