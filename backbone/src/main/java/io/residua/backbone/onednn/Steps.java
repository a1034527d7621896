package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.residua.backbone.Convolution;
import io.residua.backbone.FeatureShape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The steps of a plan as they are added: each with its kernel compiled, its constants packed and
 * room for what it leaves.
 */
final class Steps {
  private final Kernels kernels;
  private final PackedWeights packed;
  private final List<Activation> tensors = new ArrayList<>();
  private final List<Plan.Step> steps = new ArrayList<>();
  private int images = 1;

  Steps(Kernels kernels, PackedWeights packed) {
    this.kernels = kernels;
    this.packed = packed;
  }

  /** Lets the steps that follow take so many images at a time. */
  void take(int count) {
    images = count;
  }

  /** Images a step takes at a time. */
  int images() {
    return images;
  }

  /** What was added so far. */
  List<Plan.Step> added() {
    return steps;
  }

  /** Activations that were made so far, by number. */
  List<Activation> tensors() {
    return tensors;
  }

  /** Makes room for an activation. */
  Activation activation(String name, FeatureShape shape, Encoding encoding, int pitch) {
    Activation activation = new Activation(name, tensors.size(), shape, encoding, pitch);
    tensors.add(activation);
    return activation;
  }

  /** An activation in another encoding, or itself. */
  Activation converted(Activation from, Encoding encoding) {
    if (from.encoding().equals(encoding)) {
      return from;
    }
    Activation to = activation(from.name(), from.shape(), encoding, from.pitch());
    step(kernels.conversion(from, to, images), from, to, List.of(), false);
    return to;
  }

  /** Every {@code stride}th column and row of an activation, its images lying in this way. */
  Activation placed(Activation from, FeatureShape taken, int pitch, int stride) {
    if (from.pitch() == pitch && stride == 1) {
      return from;
    }
    Activation to = activation(from.name(), taken, from.encoding(), pitch);
    step(kernels.placement(from, to, stride, images), from, to, List.of(), false);
    return to;
  }

  /** Adds a convolution. */
  void convolution(
      Convolution convolution, Activation source, Activation target, Kernels.Fused fused) {
    Kernel kernel = kernels.convolution(convolution, source, target, images, fused);
    boolean quantized = source.encoding().quantized();
    List<Packing> constants = new ArrayList<>();
    constants.add(
        new Packing(
            DNNL_ARG_WEIGHTS, () -> packed.weight(convolution, kernel.weights(), quantized)));
    constants.add(new Packing(DNNL_ARG_BIAS, () -> packed.bias(convolution, kernel.bias())));
    if (quantized) {
      constants.add(
          new Packing(
              DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS, () -> packed.weightSteps(convolution)));
    }
    step(kernel, source, target, constants, source.sideBySide() && convolution.kernel() > 1);
  }

  /** A pool that halves a map, rounding up, and no clip. */
  Activation pool(Activation source, PoolCompiler compiler) {
    FeatureShape from = source.shape();
    FeatureShape to =
        new FeatureShape(
            from.channels(), from.frames(), (from.height() + 1) / 2, (from.width() + 1) / 2);
    Activation target = activation(source.name(), to, source.encoding(), Activation.BEHIND);
    Kernel kernel = compiler.compile(source, target, images);
    steps.add(new Plan.Step(kernel, images, source, target, List.of(), false));
    return target;
  }

  /** Adds a step with these constants and the scales of what it reads and leaves. */
  private void step(
      Kernel kernel,
      Activation source,
      Activation target,
      List<Packing> constants,
      boolean readsGaps) {
    List<Packing> all = new ArrayList<>(constants);
    if (source.encoding().quantized()) {
      all.add(
          new Packing(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC, () -> packed.step(source.encoding())));
    }
    if (target.encoding().quantized()) {
      all.add(
          new Packing(DNNL_ARG_ATTR_SCALES | DNNL_ARG_DST, () -> packed.step(target.encoding())));
    }
    List<Plan.Constant> taken = new ArrayList<>();
    try {
      for (Packing packing : all) {
        taken.add(new Plan.Constant(packing.argument, packing.tensor.get()));
      }
      steps.add(new Plan.Step(kernel, images, source, target, taken, readsGaps));
    } catch (RuntimeException | Error e) {
      kernel.close();
      taken.forEach(constant -> packed.release(constant.tensor()));
      throw e;
    }
  }

  private record Packing(int argument, Supplier<PackedTensor> tensor) {}

  /** A pool of {@link Kernels}. */
  interface PoolCompiler {
    Kernel compile(Activation source, Activation target, int images);
  }
}
