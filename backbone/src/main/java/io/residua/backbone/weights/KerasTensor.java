package io.residua.backbone.weights;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tensor as the Keras versions name it: {@code conv1/conv1_W:0} in Keras 1, {@code
 * conv1/conv1/kernel:0} in Keras 2, before it {@code model_weights/} in files of a whole model,
 * {@code conv1/vars/0} in Keras 3 where layers bear names of their own, {@code conv1.kernel} where
 * somebody saved them as safetensors.
 *
 * @param layer {@code bn_conv1}
 * @param part torchvision's name of what it is: weight, bias, running_mean or running_var
 * @param kernel whether it is a convolution's weight
 */
record KerasTensor(String layer, String part, boolean kernel) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*[/.])?([^/.]+)[/.](?:([^/.]+)_)?(kernel|W|bias|b|gamma|beta|moving_mean"
              + "|moving_variance|running_mean|running_std)(?::0)?");
  private static final Pattern NUMBERED = Pattern.compile("(?:.*/)?([^/]+)/vars/([0-3])");

  // Keras 1 calls the variance running_std: its BatchNormalization passes it as the variance.
  private static final Map<String, String> PARTS =
      Map.ofEntries(
          Map.entry("kernel", "weight"),
          Map.entry("W", "weight"),
          Map.entry("gamma", "weight"),
          Map.entry("bias", "bias"),
          Map.entry("b", "bias"),
          Map.entry("beta", "bias"),
          Map.entry("moving_mean", "running_mean"),
          Map.entry("running_mean", "running_mean"),
          Map.entry("moving_variance", "running_var"),
          Map.entry("running_std", "running_var"));

  /** Takes a name apart; empty for an optimizer's state and what is no layer's. */
  static Optional<KerasTensor> of(String name) {
    if (name.startsWith("optimizer")) {
      return Optional.empty();
    }
    Matcher numbered = NUMBERED.matcher(name);
    if (numbered.matches()) {
      return Optional.of(numbered(numbered.group(1), Integer.parseInt(numbered.group(2))));
    }
    Matcher named = NAME.matcher(name);
    if (!named.matches() || (named.group(2) != null && !named.group(1).equals(named.group(2)))) {
      return Optional.empty();
    }
    String part = named.group(3);
    boolean kernel = part.equals("kernel") || part.equals("W");
    return Optional.of(new KerasTensor(named.group(1), PARTS.getOrDefault(part, part), kernel));
  }

  /** Keras 3 numbers a layer's variables in the order in which the layer makes them. */
  private static KerasTensor numbered(String layer, int number) {
    boolean norm = layer.startsWith("bn") || layer.endsWith("_bn");
    String part =
        switch (number) {
          case 0 -> "weight";
          case 1 -> "bias";
          case 2 -> "running_mean";
          default -> "running_var";
        };
    return new KerasTensor(layer, part, number == 0 && !norm);
  }

  /** Torchvision's place, in Keras' layout; the first convolution takes B, G, R. */
  Naming.Placed in(String module) {
    Naming.Layout layout =
        kernel && module.equals("conv1") ? Naming.Layout.HWIO_OF_BGR : Naming.Layout.HWIO;
    return new Naming.Placed(module + "." + part, layout);
  }
}
