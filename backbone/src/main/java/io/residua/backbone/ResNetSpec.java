package io.residua.backbone;

import static io.residua.backbone.Block.BASIC;
import static io.residua.backbone.Block.BOTTLENECK;
import static io.residua.backbone.Variant.TORCHVISION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The architecture of a ResNet backbone as data: He et al. 2016, Table 1, in one of its variants.
 * Engines are built from it, weights are checked against it.
 *
 * @param network torchvision's name of the depth, {@code resnet50}; of a network of clips {@code
 *     resnet3d-50}, {@code resnet3d-18-basic} and the like
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

  private static final Variant T3 = Variant.of("t3");

  private static final List<ResNetSpec> INFLATED =
      List.of(
          new ResNetSpec("resnet3d-18-basic", BASIC, List.of(2, 2, 2, 2), T3),
          new ResNetSpec("resnet3d-18-bottleneck", BOTTLENECK, List.of(2, 2, 2, 2), T3),
          new ResNetSpec("resnet3d-34-basic", BASIC, List.of(3, 4, 6, 3), T3),
          new ResNetSpec("resnet3d-50", BOTTLENECK, List.of(3, 4, 6, 3), T3),
          new ResNetSpec("resnet3d-101", BOTTLENECK, List.of(3, 4, 23, 3), T3),
          new ResNetSpec("resnet3d-152", BOTTLENECK, List.of(3, 8, 36, 3), T3));

  private static final String CLIPS = "resnet3d-";
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
    requireItsInputs(network, variant);
  }

  private static void requireItsInputs(String network, Variant variant) {
    boolean clips = !variant.inflation().equals(Inflation.NONE);
    if (network.startsWith(CLIPS) && !clips) {
      throw new IllegalArgumentException(
          "[model] %s: expected a temporal kernel, t1, t3, t5 or t7, found none; try %s-t3"
              .formatted(network, network));
    }
    if (clips && !network.startsWith(CLIPS)) {
      throw new IllegalArgumentException(
          "[model] %s: expected a variant of a network of images, found %s; clips are for resnet3d-50-t3 and the like"
              .formatted(network, variant.label()));
    }
  }

  /** The five networks of the paper's Table 1, shallowest first. */
  public static List<ResNetSpec> known() {
    return KNOWN;
  }

  /**
   * The same for clips, with a temporal kernel of 3. There are two of 18 layers: Detect-and-Track's
   * has bottlenecks.
   */
  public static List<ResNetSpec> inflated() {
    return INFLATED;
  }

  /**
   * The network called {@code name}.
   *
   * @param name one of Table 1, and behind a '-' the {@link Variant#features} of its variant:
   *     {@code resnet50}, {@code resnet101-stride-in-1x1}, {@code resnet50-keras}, {@code
   *     resnet3d-50-conv4-t3}
   * @throws IllegalArgumentException when there is none
   */
  public static ResNetSpec of(String name) {
    ResNetSpec known =
        networks()
            .filter(spec -> (name + "-").startsWith(spec.network + "-"))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    boolean alone = name.equals(known.network);
    return known.in(alone ? TORCHVISION : Variant.of(name.substring(known.network.length() + 1)));
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
   * stride 2, padding 1 follows them, frame by frame.
   */
  public List<Convolution> stem() {
    return variant
        .stem()
        .convolutions(
            STEM_CHANNELS, variant.normalization().biased(), variant.inflation().frameByFrame());
  }

  /** Whether it takes clips, not images. */
  public boolean temporal() {
    return !variant.inflation().equals(Inflation.NONE);
  }

  /** The last stage it has: conv5_x, or conv4_x where it is cut. */
  public Stage deepest() {
    return variant.body().deepest();
  }

  /** Its stages, shallowest first. */
  public List<Stage> stages() {
    return stagesTo(deepest());
  }

  /**
   * Its stages from conv2_x to {@code last}.
   *
   * @throws IllegalArgumentException when it is cut before {@code last}
   */
  public List<Stage> stagesTo(Stage last) {
    require(last);
    return Arrays.stream(Stage.values()).filter(stage -> stage.compareTo(last) <= 0).toList();
  }

  /**
   * Lets only clips pass that it can take.
   *
   * @throws IllegalArgumentException when there is no frame, or more than one for a network of
   *     images
   */
  public void requireFrames(int frames) {
    if (frames < 1) {
      throw new IllegalArgumentException(
          "[batch] frames: expected at least 1, found %d".formatted(frames));
    }
    if (frames > 1 && !temporal()) {
      throw new IllegalArgumentException(
          "[batch] frames: expected 1, as %s takes images, found %d; use a resnet3d model for clips"
              .formatted(name(), frames));
    }
  }

  /**
   * The residual blocks of one stage in forward order.
   *
   * @throws IllegalArgumentException when the network is cut before it
   */
  public List<ResidualBlock> blocks(Stage stage) {
    require(stage);
    BlockDesign design = new BlockDesign(block, variant, stage);
    List<ResidualBlock> blocks = new ArrayList<>();
    int in = stage == Stage.CONV2_X ? STEM_CHANNELS : channels(stage) / 2;
    for (int i = 0; i < depths.get(stage.index()); i++) {
      blocks.add(design.block(i, in, width(stage)));
      in = channels(stage);
    }
    return blocks;
  }

  /**
   * Every convolution from the stem to {@code deepest}, in forward order, shortcuts last.
   *
   * @throws IllegalArgumentException when the network is cut before {@code deepest}
   */
  public List<Convolution> convolutions(Stage deepest) {
    List<Convolution> all = new ArrayList<>(stem());
    for (Stage stage : stagesTo(deepest)) {
      for (ResidualBlock block : blocks(stage)) {
        all.addAll(block.branch());
        if (block.shortcut() != null) {
          all.add(block.shortcut());
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
   * @throws IllegalArgumentException when the image is too small to leave a pixel, or the network
   *     is cut before the stage
   */
  public FeatureShape shape(Stage stage, int height, int width) {
    return shape(stage, 1, height, width);
  }

  /**
   * Shape of a stage's output for one clip.
   *
   * @throws IllegalArgumentException when the clip is too small to leave a pixel or has more frames
   *     than the network takes, or the network is cut before the stage
   */
  public FeatureShape shape(Stage stage, int frames, int height, int width) {
    require(stage);
    requireFrames(frames);
    int temporalStride =
        variant.inflation().temporalStride() ? stride(stage) / stride(Stage.CONV2_X) : 1;
    return new FeatureShape(
        channels(stage),
        narrowed(frames, temporalStride),
        narrowed(height, stride(stage)),
        narrowed(width, stride(stage)));
  }

  private void require(Stage stage) {
    if (stage.compareTo(deepest()) > 0) {
      throw new IllegalArgumentException(
          "[model] %s: expected a stage it has, which is %s at most, found %s; use a network that is not cut"
              .formatted(name(), deepest().label(), stage.label()));
    }
  }

  /** Halved again and again, rounded up each time. */
  private static int narrowed(int extent, int stride) {
    int size = extent;
    for (int halved = 1; halved < stride; halved *= 2) {
      size = (size + 1) / 2;
    }
    return size;
  }

  private static Stream<ResNetSpec> networks() {
    return Stream.concat(KNOWN.stream(), INFLATED.stream());
  }

  private static int width(Stage stage) {
    return STEM_CHANNELS << stage.index();
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "[model] expected one of %s, found %s"
            .formatted(
                networks().map(ResNetSpec::network).collect(Collectors.joining(", ")), name));
  }
}
