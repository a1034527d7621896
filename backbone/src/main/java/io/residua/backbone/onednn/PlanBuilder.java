package io.residua.backbone.onednn;

import io.residua.backbone.Convolution;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Quantization;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Stage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Compiles the network of some weights for one input shape, step by step in forward order. */
final class PlanBuilder {
  /** The deepest stage that runs image by image; see {@link Plan}. */
  private static final Stage DEEPEST_BY_IMAGE = Stage.CONV3_X;

  /**
   * The widest maps that lie side by side. A row of a tile holds 16 pixels: of a row of 7 a kernel
   * of 3x3 wastes 9, of 14 only 2, which is less than the gaps cost elsewhere.
   */
  private static final int WIDEST_SIDE_BY_SIDE = 11;

  private final Kernels kernels;
  private final Encodings encodings;
  private final boolean tiles;
  private final PackedWeights packed;
  private final Steps steps;
  private final Plan.Shape shape;
  private final Map<Stage, Activation> outputs = new EnumMap<>(Stage.class);

  /** Output of the stage that is being built. */
  private FeatureShape map = new FeatureShape(1, 1, 1);

  /** How the images of that output lie. */
  private int pitch = Activation.BEHIND;

  private PlanBuilder(
      Kernels kernels, Encodings encodings, PackedWeights packed, Plan.Shape shape) {
    this.kernels = kernels;
    this.encodings = encodings;
    this.tiles = encodings.suitsTiles() && Processor.pinnedOrWidest().tiles();
    this.packed = packed;
    this.steps = new Steps(kernels, packed);
    this.shape = shape;
  }

  /** The plan for {@code shape}; whoever asked closes it. */
  static Plan build(
      Kernels kernels,
      Encodings encodings,
      PackedWeights packed,
      FoldedWeights weights,
      Plan.Shape shape) {
    PlanBuilder builder = new PlanBuilder(kernels, encodings, packed, shape);
    try {
      builder.network(weights);
      return builder.plan();
    } catch (RuntimeException | Error e) {
      builder.plan().close();
      throw e;
    }
  }

  private Plan plan() {
    return new Plan(shape, steps.tensors(), steps.added(), outputs, packed);
  }

  private void network(FoldedWeights weights) {
    Activation x = stem(weights.spec().stem());
    for (Stage stage : weights.spec().stagesTo(weights.deepest())) {
      steps.take(stage.compareTo(DEEPEST_BY_IMAGE) <= 0 ? 1 : shape.images());
      List<ResidualBlock> blocks = weights.spec().blocks(stage);
      map = weights.spec().shape(stage, shape.frames(), shape.height(), shape.width());
      boolean sideBySide = tiles && steps.images() > 1 && suitsSideBySide(blocks);
      pitch = sideBySide ? map.width() + 1 : Activation.BEHIND;
      ResidualBlock last = blocks.get(blocks.size() - 1);
      for (ResidualBlock block : blocks) {
        x = block(block, x, stage == weights.deepest() && block.equals(last));
      }
      outputs.put(stage, x);
    }
  }

  /** Whether the images of a batch, one column apart, do not meet in any convolution. */
  private boolean suitsSideBySide(List<ResidualBlock> blocks) {
    return map.width() <= WIDEST_SIDE_BY_SIDE
        && blocks.stream()
            .flatMap(block -> block.branch().stream())
            .allMatch(convolution -> convolution.padding() <= 1 && convolution.temporal() == null);
  }

  private Activation stem(List<Convolution> stem) {
    FeatureShape pixels = new FeatureShape(3, shape.frames(), shape.height(), shape.width());
    Activation x =
        steps.activation(Quantization.INPUT, pixels, encodings.input(), Activation.BEHIND);
    for (Convolution convolution : stem) {
      Encoding encoding = encodings.positive(Quantization.STEM, convolution.name());
      x = convolution(convolution, x, encoding, Kernels.Fused.RELU);
    }
    return steps.pool(x, kernels::maxPool);
  }

  private Activation block(ResidualBlock block, Activation input, boolean deepest) {
    Activation x = steps.converted(input, encodings.positive(block.name(), input.name()));
    Activation shortcut = shortcut(block, x, deepest);
    Activation branch = x;
    for (Convolution convolution : block.branch().subList(0, block.branch().size() - 1)) {
      Encoding encoding = encodings.positive(block.name(), convolution.name());
      branch = convolution(convolution, branch, encoding, Kernels.Fused.RELU);
    }
    Encoding encoding =
        deepest ? encodings.deepest() : encodings.positive(block.name(), block.name());
    Activation sum =
        new Activation(
            block.name(), shortcut.tensor(), shortcut.shape(), encoding, shortcut.pitch());
    Kernels.Fused fused = Kernels.Fused.shortcutAndRelu(shortcut.encoding());
    steps.convolution(block.last(), branch, sum, fused);
    return sum;
  }

  /** What the block's last convolution adds to, in as many bytes as that one leaves. */
  private Activation shortcut(ResidualBlock block, Activation x, boolean deepest) {
    Convolution projection = block.shortcut();
    if (projection == null) {
      return deepest ? steps.converted(x, encodings.deepest()) : x;
    }
    Activation narrowed =
        block.pooling() == 1
            ? x
            : steps.pool(steps.placed(x, x.shape(), Activation.BEHIND, 1), kernels::averagePool);
    Encoding encoding =
        deepest ? encodings.deepest() : encodings.any(block.name(), projection.name());
    return convolution(projection, narrowed, encoding, Kernels.Fused.NOTHING);
  }

  private Activation convolution(
      Convolution convolution, Activation source, Encoding encoding, Kernels.Fused fused) {
    FeatureShape output = convolution.output(source.shape());
    if (!sameExtent(output, map)) {
      // Of the map before: 1x1, so its images may lie as they do.
      Activation target = steps.activation(convolution.name(), output, encoding, source.pitch());
      steps.convolution(convolution, source, target, fused);
      return target;
    }
    Activation target = steps.activation(convolution.name(), output, encoding, pitch);
    int stride = convolution.stride();
    if (convolution.kernel() == 1
        && pitch != Activation.BEHIND
        && source.shape().height() == stride * output.height()) {
      FeatureShape taken =
          new FeatureShape(convolution.inChannels(), output.height(), output.width());
      steps.convolution(
          unstrided(convolution), steps.placed(source, taken, pitch, stride), target, fused);
    } else {
      Activation placed = steps.placed(source, source.shape(), pitch * stride, 1);
      steps.convolution(convolution, placed, target, fused);
    }
    return target;
  }

  private static boolean sameExtent(FeatureShape one, FeatureShape other) {
    return one.height() == other.height() && one.width() == other.width();
  }

  private static Convolution unstrided(Convolution one) {
    return new Convolution(
        one.name(),
        one.norm(),
        one.inChannels(),
        one.outChannels(),
        one.kernel(),
        1,
        one.padding(),
        one.dilation(),
        one.biased(),
        one.temporal());
  }
}
