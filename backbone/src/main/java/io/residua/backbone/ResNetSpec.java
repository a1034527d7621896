package io.residua.backbone;

import static io.residua.backbone.Block.BASIC;
import static io.residua.backbone.Block.BOTTLENECK;
import static io.residua.backbone.Variant.TORCHVISION;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The architecture of a ResNet backbone as data: He et al. 2016, Table 1, in one of its variants.
 * Engines are built from it, weights are checked against it.
 *
 * @param network torchvision's name of the depth, {@code resnet50}
 * @param block kind of residual block
 * @param depths blocks in conv2_x, conv3_x, conv4_x and conv5_x
 * @param variant where it departs from torchvision's
 */
public record ResNetSpec(String network, Block block, List<Integer> depths, Variant variant) {

  private static final List<ResNetSpec> KNOWN =
      List.of(
          new ResNetSpec("resnet18", BASIC, List.of(2, 2, 2, 2), TORCHVISION),
          new ResNetSpec("resnet34", BASIC, List.of(3, 4, 6, 3), TORCHVISION),
          new ResNetSpec("resnet50", BOTTLENECK, List.of(3, 4, 6, 3), TORCHVISION),
          new ResNetSpec("resnet101", BOTTLENECK, List.of(3, 4, 23, 3), TORCHVISION),
          new ResNetSpec("resnet152", BOTTLENECK, List.of(3, 8, 36, 3), TORCHVISION));

  private static final int STEM_CHANNELS = 64;

  public ResNetSpec {
    depths = List.copyOf(depths);
    if (depths.size() != Stage.values().length) {
      throw new IllegalArgumentException(
          "[%s] depths: expected one number for each of conv2_x to conv5_x, found %s"
              .formatted(network, depths));
    }
    if (block == BASIC && variant.stride() == StridePlacement.IN_1X1) {
      throw new IllegalArgumentException(
          "[model] %s: expected a variant its blocks can have, found %s; they have no 1x1 for the stride"
              .formatted(network, variant.label()));
    }
  }

  /** The five networks of the paper's Table 1, shallowest first. */
  public static List<ResNetSpec> known() {
    return KNOWN;
  }

  /**
   * The network called {@code name}.
   *
   * @param name one of Table 1, and behind a '-' the {@link Variant#features} of its variant:
   *     {@code resnet50}, {@code resnet101-stride-in-1x1}, {@code resnet50-keras}
   * @throws IllegalArgumentException when there is none
   */
  public static ResNetSpec of(String name) {
    int end = name.indexOf('-') < 0 ? name.length() : name.indexOf('-');
    ResNetSpec known =
        KNOWN.stream()
            .filter(spec -> spec.network.equals(name.substring(0, end)))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    return end == name.length() ? known : known.in(Variant.of(name.substring(end + 1)));
  }

  /** The same network in another variant. */
  public ResNetSpec in(Variant other) {
    return new ResNetSpec(network, block, depths, other);
  }

  /** The name {@link #of} understands: {@code resnet50}, {@code resnet50-stride-in-1x1}. */
  public String name() {
    return variant.equals(TORCHVISION) ? network : network + "-" + variant.features();
  }

  /**
   * The convolutions in front of conv2_x, 3 to 64 channels, a ReLU behind each. A 3x3 max pool of
   * stride 2, padding 1 follows them.
   */
  public List<Convolution> stem() {
    return variant.stem().convolutions(STEM_CHANNELS, variant.normalization().biased());
  }

  /** The residual blocks of one stage in forward order. */
  public List<ResidualBlock> blocks(Stage stage) {
    BlockDesign design = new BlockDesign(block, variant, stage);
    List<ResidualBlock> blocks = new ArrayList<>();
    int in = stage == Stage.CONV2_X ? STEM_CHANNELS : channels(stage) / 2;
    for (int i = 0; i < depths.get(stage.index()); i++) {
      blocks.add(design.block(i, in, width(stage)));
      in = channels(stage);
    }
    return blocks;
  }

  /** Every convolution from the stem to {@code deepest}, in forward order, shortcuts last. */
  public List<Convolution> convolutions(Stage deepest) {
    List<Convolution> all = new ArrayList<>(stem());
    for (Stage stage : Stage.values()) {
      if (stage.compareTo(deepest) <= 0) {
        for (ResidualBlock block : blocks(stage)) {
          all.addAll(block.branch());
          if (block.shortcut() != null) {
            all.add(block.shortcut());
          }
        }
      }
    }
    return all;
  }

  /** Channels of a stage's output: 256 to 2048 for bottlenecks, 64 to 512 for basic blocks. */
  public int channels(Stage stage) {
    return width(stage) * block.expansion();
  }

  /** Input pixels per pixel of a stage's output, along each side: 4 to 32, unless dilated. */
  public int stride(Stage stage) {
    return variant.dilation().stride(stage);
  }

  /**
   * Shape of a stage's output for one image of {@code height} x {@code width} pixels.
   *
   * @throws IllegalArgumentException when the image is too small to leave a pixel
   */
  public FeatureShape shape(Stage stage, int height, int width) {
    return new FeatureShape(channels(stage), side(stage, height), side(stage, width));
  }

  private int side(Stage stage, int pixels) {
    int size = pixels;
    for (int stride = 1; stride < stride(stage); stride *= 2) {
      size = (size + 1) / 2;
    }
    return size;
  }

  private static int width(Stage stage) {
    return STEM_CHANNELS << stage.index();
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "[model] expected one of %s, found %s"
            .formatted(
                KNOWN.stream().map(ResNetSpec::network).collect(Collectors.joining(", ")), name));
  }
}
