package io.residua.backbone.weights;

import io.residua.backbone.Normalization;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of Keras' first ResNet-50, which are those of Caffe's: {@code conv1}, {@code bn_conv1},
 * {@code res2a_branch2a}, {@code bn2a_branch2a}, where {@code branch1} is the shortcut. Blocks are
 * a, b, c, … or, in deep stages, a, b1, b2, ….
 */
final class KerasFirstGenerationNaming implements Naming {
  private static final Pattern LAYER =
      Pattern.compile("(res|bn)([2-5])([a-z]|b[1-9]\\d?)_branch(1|2[abc])");

  @Override
  public String label() {
    return "Keras, first generation";
  }

  @Override
  public Convention convention() {
    return Convention.ofKeras(Normalization.KERAS_FIRST_GENERATION);
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
    return tensor.part().equals("bias") || tensor.layer().startsWith("bn");
  }

  private static Optional<String> module(String layer) {
    if (layer.equals("conv1")) {
      return Optional.of("conv1");
    }
    if (layer.equals("bn_conv1")) {
      return Optional.of("bn1");
    }
    Matcher matcher = LAYER.matcher(layer);
    return matcher.matches() ? Optional.of(module(matcher)) : Optional.empty();
  }

  private static String module(Matcher layer) {
    boolean conv = layer.group(1).equals("res");
    int stage = Integer.parseInt(layer.group(2)) - 1;
    String branch = layer.group(4);
    String part =
        branch.equals("1")
            ? "downsample." + (conv ? 0 : 1)
            : (conv ? "conv" : "bn") + (branch.charAt(1) - 'a' + 1);
    return "layer%d.%d.%s".formatted(stage, block(layer.group(3)), part);
  }

  private static int block(String letters) {
    return letters.length() == 1 ? letters.charAt(0) - 'a' : Integer.parseInt(letters.substring(1));
  }
}
