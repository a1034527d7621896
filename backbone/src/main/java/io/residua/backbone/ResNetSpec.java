package io.residua.backbone;

import static io.residua.backbone.Block.BASIC;
import static io.residua.backbone.Variant.TORCHVISION;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    Networks.requireItsInputs(network, variant);
  }

  /** The five networks of the paper's Table 1, shallowest first. */
  public static List<ResNetSpec> known() {
    return Networks.OF_IMAGES;
  }

  /**
   * The same for clips, with a temporal kernel of 3. There are two of 18 layers: Detect-and-Track's
   * has bottlenecks.
   */
  public static List<ResNetSpec> inflated() {
    return Networks.OF_CLIPS;
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
    return Networks.named(name);
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
    return variant.inflation().temporal();
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
    variant.inflation().requireFrames(name(), frames);
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

  /** Input frames per frame of a stage's output: 1 to 8 with temporal stride, else 1. */
  public int temporalStride(Stage stage) {
    return variant.inflation().temporalStride() ? stride(stage) / stride(Stage.CONV2_X) : 1;
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
    return new FeatureShape(
        channels(stage),
        Dilation.narrowed(frames, temporalStride(stage)),
        Dilation.narrowed(height, stride(stage)),
        Dilation.narrowed(width, stride(stage)));
  }

  private void require(Stage stage) {
    if (stage.compareTo(deepest()) > 0) {
      throw new IllegalArgumentException(
          "[model] %s: expected a stage it has, which is %s at most, found %s; use a network that is not cut"
              .formatted(name(), deepest().label(), stage.label()));
    }
  }

  private static int width(Stage stage) {
    return STEM_CHANNELS << stage.index();
  }
}
