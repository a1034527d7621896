package io.residua.backbone.weights;

import io.residua.backbone.Preprocessing;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Caffe2's Detectron ({@code res2_0_branch2a_w}), whose names MSRA's ResNets of Caffe had before
 * and Detect-and-Track has, too: see {@code add_ResNet_convX_body} and {@code
 * bottleneck_transformation} in detectron/modeling/ResNet.py. Its norms are affine, {@code bn_s}
 * and {@code bn_b}; running statistics, {@code bn_rm} and {@code bn_riv}, only where training had
 * them. The first convolution takes B, G, R.
 */
final class DetectronNaming implements Naming {
  private static final Pattern BLOCK =
      Pattern.compile("res([2-5])_([0-9]{1,3})_branch(1|2a|2b|2c)_(w|bn_s|bn_b|bn_rm|bn_riv)");
  private static final Pattern STEM = Pattern.compile("res_conv1_(bn_s|bn_b|bn_rm|bn_riv)");

  /** The third and the fourth as Detectron2's convert_basic_c2_names has them. */
  private static final Map<String, String> NORM =
      Map.of(
          "bn_s", "weight",
          "bn_b", "bias",
          "bn_rm", "running_mean",
          "bn_riv", "running_var");

  @Override
  public String label() {
    return "Detectron";
  }

  @Override
  public Convention convention() {
    return Convention.ofDetectron(Preprocessing.DETECTRON_224);
  }

  /** {@code conv1_b} has no place: Detectron's own stem says {@code no_bias=1}. */
  @Override
  public Optional<Placed> place(String name) {
    if (name.equals("conv1_w")) {
      return Optional.of(new Placed("conv1.weight", Layout.OIHW_OF_BGR));
    }
    Matcher stem = STEM.matcher(name);
    if (stem.matches()) {
      return Optional.of(new Placed("bn1." + NORM.get(stem.group(1)), Layout.OIHW));
    }
    Matcher block = BLOCK.matcher(name);
    return block.matches()
        ? Optional.of(new Placed(torchvision(block), Layout.OIHW))
        : Optional.empty();
  }

  private static String torchvision(Matcher block) {
    int stage = Integer.parseInt(block.group(1)) - 1;
    String norm = NORM.get(block.group(4));
    String layer =
        switch (block.group(3)) {
          case "1" -> norm == null ? "downsample.0" : "downsample.1";
          case "2a" -> norm == null ? "conv1" : "bn1";
          case "2b" -> norm == null ? "conv2" : "bn2";
          default -> norm == null ? "conv3" : "bn3";
        };
    return "layer%d.%d.%s.%s"
        .formatted(stage, Integer.parseInt(block.group(2)), layer, norm == null ? "weight" : norm);
  }
}
