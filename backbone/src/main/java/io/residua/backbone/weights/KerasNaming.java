package io.residua.backbone.weights;

import io.residua.backbone.Normalization;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of keras.applications since Keras 2.2.5 (its resnet_common.py): {@code conv1_conv},
 * {@code conv1_bn}, {@code conv2_block1_1_conv}, where {@code _0_} is the shortcut.
 */
final class KerasNaming implements Naming {
  private static final Pattern LAYER =
      Pattern.compile("conv([2-5])_block([1-9]\\d?)_([0-3])_(conv|bn)");

  @Override
  public String label() {
    return "keras.applications";
  }

  @Override
  public Convention convention() {
    return Convention.ofKeras(Normalization.KERAS);
  }

  @Override
  public Optional<Placed> place(String name) {
    return KerasTensor.of(name)
        .flatMap(
            tensor ->
                module(tensor.layer())
                    .filter(module -> tensor.kernel() || fits(tensor))
                    .map(tensor::in));
  }

  private static boolean fits(KerasTensor tensor) {
    return tensor.part().equals("bias") || !tensor.layer().endsWith("_conv");
  }

  private static Optional<String> module(String layer) {
    if (layer.equals("conv1_conv")) {
      return Optional.of("conv1");
    }
    if (layer.equals("conv1_bn")) {
      return Optional.of("bn1");
    }
    Matcher matcher = LAYER.matcher(layer);
    return matcher.matches() ? Optional.of(module(matcher)) : Optional.empty();
  }

  private static String module(Matcher layer) {
    int stage = Integer.parseInt(layer.group(1)) - 1;
    int block = Integer.parseInt(layer.group(2)) - 1;
    boolean conv = layer.group(4).equals("conv");
    String part =
        layer.group(3).equals("0")
            ? "downsample." + (conv ? 0 : 1)
            : (conv ? "conv" : "bn") + layer.group(3);
    return "layer%d.%d.%s".formatted(stage, block, part);
  }
}
