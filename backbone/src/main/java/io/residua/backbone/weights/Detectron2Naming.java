package io.residua.backbone.weights;

import io.residua.backbone.Preprocessing;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Detectron2 ({@code res2.0.conv1.weight}, {@code res2.0.conv1.norm.weight}), behind any prefix:
 * {@code backbone.bottom_up.} of FPN, {@code backbone.}, and {@code roi_heads.} of {@code res5} in
 * the C4 networks (detectron2/modeling/backbone/resnet.py). Its own networks take B, G, R ({@code
 * INPUT.FORMAT} in detectron2/config/defaults.py); those converted from torchvision take R, G, B.
 */
final class Detectron2Naming implements Naming {
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[A-Za-z_]\\w*\\.){0,8}?(?:stem\\.(conv1)|res([2-5])\\.([0-9]{1,3})\\.(conv[123]|shortcut))\\.(norm\\.)?(weight|bias|running_mean|running_var)");

  /** What tools/convert-torchvision-to-d2.py writes under {@code __author__}. */
  private static final String TORCHVISION = "torchvision";

  private final Layout firstLayout;

  private Detectron2Naming(Layout firstLayout) {
    this.firstLayout = firstLayout;
  }

  /**
   * The naming of a file.
   *
   * @param metadata the file's, which says under {@code __author__} who trained the network
   */
  static Detectron2Naming of(Map<String, String> metadata) {
    boolean rgb = TORCHVISION.equalsIgnoreCase(metadata.getOrDefault("__author__", ""));
    return new Detectron2Naming(rgb ? Layout.OIHW : Layout.OIHW_OF_BGR);
  }

  @Override
  public String label() {
    return firstLayout == Layout.OIHW ? "Detectron2, from torchvision" : "Detectron2";
  }

  @Override
  public Convention convention() {
    return firstLayout == Layout.OIHW
        ? Convention.TORCHVISION
        : Convention.ofDetectron(Preprocessing.DETECTRON2_224);
  }

  @Override
  public Optional<Placed> place(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean norm = matcher.group(5) != null;
    String part = matcher.group(6);
    if (matcher.group(1) != null) {
      Layout layout = norm ? Layout.OIHW : firstLayout;
      return Optional.of(new Placed((norm ? "bn1." : "conv1.") + part, layout));
    }
    return Optional.of(
        new Placed(
            "layer%d.%d.%s.%s"
                .formatted(
                    Integer.parseInt(matcher.group(2)) - 1,
                    Integer.parseInt(matcher.group(3)),
                    layer(matcher.group(4), norm),
                    part),
            Layout.OIHW));
  }

  private static String layer(String convolution, boolean norm) {
    if (convolution.equals("shortcut")) {
      return norm ? "downsample.1" : "downsample.0";
    }
    return norm ? convolution.replace("conv", "bn") : convolution;
  }
}
