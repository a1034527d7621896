package io.residua.backbone.onednn;

import io.residua.backbone.Convolution;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Compiles the network of some weights for one input shape, step by step in forward order. */
final class PlanBuilder {
  /** The deepest stage that runs image by image; see {@link Plan}. */
  private static final Stage DEEPEST_BY_IMAGE = Stage.CONV3_X;

  private final Kernels kernels;
  private final PackedWeights packed;
  private final Plan.Shape shape;
  private final List<Plan.Tensor> tensors = new ArrayList<>();
  private final List<Plan.Step> steps = new ArrayList<>();
  private final Map<Stage, Integer> outputs = new EnumMap<>(Stage.class);
  private int images = 1;

  private PlanBuilder(Kernels kernels, PackedWeights packed, Plan.Shape shape) {
    this.kernels = kernels;
    this.packed = packed;
    this.shape = shape;
  }

  /** The plan for {@code shape}; whoever asked closes it. */
  static Plan build(
      Kernels kernels, PackedWeights packed, FoldedWeights weights, Plan.Shape shape) {
    PlanBuilder builder = new PlanBuilder(kernels, packed, shape);
    try {
      builder.network(weights);
      return builder.plan();
    } catch (RuntimeException | Error e) {
      builder.plan().close();
      throw e;
    }
  }

  private Plan plan() {
    return new Plan(shape, kernels.precision(), tensors, steps, outputs, packed);
  }

  private void network(FoldedWeights weights) {
    int input = tensor(new FeatureShape(3, shape.frames(), shape.height(), shape.width()));
    int x = input;
    for (Convolution convolution : weights.spec().stem()) {
      x = convolution(convolution, x, Kernels.Fused.RELU);
    }
    x = pool(x, kernels::maxPool);
    for (Stage stage : weights.spec().stagesTo(weights.deepest())) {
      images = stage.compareTo(DEEPEST_BY_IMAGE) <= 0 ? 1 : shape.images();
      for (ResidualBlock block : weights.spec().blocks(stage)) {
        x = block(block, x);
      }
      outputs.put(stage, x);
    }
  }

  private int block(ResidualBlock block, int x) {
    int target = x;
    if (block.shortcut() != null) {
      int narrowed = block.pooling() == 1 ? x : pool(x, kernels::averagePool);
      target = convolution(block.shortcut(), narrowed, Kernels.Fused.NOTHING);
    }
    int branch = x;
    for (Convolution convolution : block.branch().subList(0, block.branch().size() - 1)) {
      branch = convolution(convolution, branch, Kernels.Fused.RELU);
    }
    return convolution(block.last(), branch, target, Kernels.Fused.SHORTCUT_AND_RELU);
  }

  private int convolution(Convolution convolution, int source, Kernels.Fused fused) {
    int target = tensor(convolution.output(tensors.get(source).shape()));
    return convolution(convolution, source, target, fused);
  }

  private int convolution(Convolution convolution, int source, int target, Kernels.Fused fused) {
    Kernel kernel =
        kernels.convolution(
            convolution, tensors.get(source).shape(), tensors.get(target).shape(), images, fused);
    PackedTensor weight = null;
    try {
      weight = packed.weight(convolution, kernel.weights());
      PackedTensor bias = packed.bias(convolution, kernel.bias());
      steps.add(new Plan.Step(kernel, images, source, target, weight, bias));
    } catch (RuntimeException | Error e) {
      kernel.close();
      if (weight != null) {
        packed.release(weight);
      }
      throw e;
    }
    return target;
  }

  /** A pool that halves a map, rounding up, and no clip. */
  private int pool(int source, PoolCompiler compiler) {
    FeatureShape from = tensors.get(source).shape();
    FeatureShape to =
        new FeatureShape(
            from.channels(), from.frames(), (from.height() + 1) / 2, (from.width() + 1) / 2);
    int target = tensor(to);
    steps.add(
        new Plan.Step(compiler.compile(from, to, images), images, source, target, null, null));
    return target;
  }

  private int tensor(FeatureShape shape) {
    tensors.add(new Plan.Tensor(shape));
    return tensors.size() - 1;
  }

  private interface PoolCompiler {
    Kernel compile(FeatureShape source, FeatureShape target, int images);
  }
}
