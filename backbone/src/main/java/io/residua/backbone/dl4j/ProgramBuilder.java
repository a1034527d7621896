package io.residua.backbone.dl4j;

import static java.util.Objects.requireNonNull;

import io.residua.backbone.Convolution;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Plans a pass: its operations in order, each on memory that nothing behind it still reads. */
final class ProgramBuilder {
  private final ResNetSpec spec;
  private final Map<String, Parameters> parameters;
  private final Operations operations;
  private final long images;
  private final Activations activations = new Activations();
  private final List<CustomOp> calls = new ArrayList<>();
  private final Map<Stage, Tensor> maps = new EnumMap<>(Stage.class);

  private ProgramBuilder(ResNetSpec spec, Map<String, Parameters> parameters, long images) {
    this.spec = spec;
    this.parameters = parameters;
    this.operations = new Operations(spec.temporal());
    this.images = images;
  }

  /**
   * A pass down to the deepest stage wanted.
   *
   * @param parameters of every convolution, by its name
   * @param input of every run; stays the caller's
   * @param wanted stages whose maps last until the next run
   */
  static Program build(
      ResNetSpec spec, Map<String, Parameters> parameters, Tensor input, Set<Stage> wanted) {
    ProgramBuilder builder = new ProgramBuilder(spec, parameters, input.array().size(0));
    try {
      builder.network(input, wanted);
    } catch (RuntimeException | Error e) {
      builder.activations.close();
      throw e;
    }
    return new Program(builder.calls, builder.maps, builder.activations);
  }

  private void network(Tensor input, Set<Stage> wanted) {
    Tensor x = input;
    for (Convolution convolution : spec.stem()) {
      x = replace(x, rectified(convolution(convolution, x)));
    }
    x = replace(x, maxPool(x));
    for (Stage stage : spec.stagesTo(Collections.max(wanted))) {
      for (ResidualBlock block : spec.blocks(stage)) {
        x = replace(x, block(block, x));
      }
      if (wanted.contains(stage)) {
        activations.hold(x.array());
        maps.put(stage, x);
      }
    }
  }

  /** Leaves {@code x} to the caller. */
  private Tensor block(ResidualBlock block, Tensor x) {
    Tensor shortcut = shortcut(block, x);
    Tensor sum = branch(block.branch(), x);
    calls.add(operations.addTo(sum.array(), shortcut.array()));
    if (block.shortcut() != null) {
      activations.release(shortcut.array());
    }
    return rectified(sum);
  }

  private Tensor branch(List<Convolution> convolutions, Tensor x) {
    Tensor branch = convolution(convolutions.get(0), x);
    for (Convolution convolution : convolutions.subList(1, convolutions.size())) {
      branch = replace(branch, convolution(convolution, rectified(branch)));
    }
    return branch;
  }

  private Tensor shortcut(ResidualBlock block, Tensor x) {
    if (block.shortcut() == null) {
      return x;
    }
    if (block.pooling() == 1) {
      return convolution(block.shortcut(), x);
    }
    Tensor pooled = averagePool(block.pooling(), x);
    return replace(pooled, convolution(block.shortcut(), pooled));
  }

  private Tensor convolution(Convolution convolution, Tensor x) {
    Tensor z = tensor(convolution.output(x.shape()));
    if (convolution.dilation() == 1) {
      convolve(convolution, x, z);
    } else {
      dilated(convolution, x, z);
    }
    return z;
  }

  /**
   * ND4J passes oneDNN the padding of a dense kernel, with which oneDNN refuses a dilated one. But
   * among the pixels a dilation apart it is dense, and its stride is always 1.
   */
  private void dilated(Convolution convolution, Tensor x, Tensor z) {
    int step = convolution.dilation();
    INDArray paddings = activations.keep(Nd4j.createFromArray(paddings(x.shape(), step)));
    Tensor apart = phases(x.shape(), step);
    Tensor convolved = phases(z.shape(), step);
    calls.add(operations.apart(step, paddings, x.array(), apart.array()));
    convolve(dense(convolution), apart, convolved);
    calls.add(operations.together(step, paddings, convolved.array(), z.array()));
    activations.release(apart.array());
    activations.release(convolved.array());
  }

  private void convolve(Convolution convolution, Tensor x, Tensor z) {
    Parameters learned = requireNonNull(parameters.get(convolution.name()));
    calls.add(operations.convolution(convolution, learned, x.array(), z.array()));
  }

  private Tensor phases(FeatureShape shape, int step) {
    return tensor(images * step * step, narrowed(shape, step));
  }

  /** Rows below and columns on the right until {@code step} divides both sides. */
  private static int[][] paddings(FeatureShape shape, int step) {
    FeatureShape phase = narrowed(shape, step);
    return new int[][] {
      {0, phase.height() * step - shape.height()}, {0, phase.width() * step - shape.width()}
    };
  }

  private static Convolution dense(Convolution dilated) {
    return new Convolution(
        dilated.name(),
        dilated.norm(),
        dilated.inChannels(),
        dilated.outChannels(),
        dilated.kernel(),
        dilated.stride(),
        dilated.kernel() / 2,
        1,
        dilated.biased(),
        dilated.temporal());
  }

  private Tensor rectified(Tensor z) {
    calls.add(operations.relu(z.array()));
    return z;
  }

  private Tensor maxPool(Tensor x) {
    Tensor z = tensor(narrowed(x.shape(), 2));
    calls.add(operations.maxPool(x.array(), z.array()));
    return z;
  }

  private Tensor averagePool(int side, Tensor x) {
    Tensor z = tensor(narrowed(x.shape(), side));
    calls.add(operations.averagePool(side, x.array(), z.array()));
    return z;
  }

  /** One pixel for every {@code step}, rounded up. */
  private static FeatureShape narrowed(FeatureShape shape, int step) {
    return new FeatureShape(
        shape.channels(),
        shape.frames(),
        (shape.height() + step - 1) / step,
        (shape.width() + step - 1) / step);
  }

  private Tensor replace(Tensor used, Tensor next) {
    activations.release(used.array());
    return next;
  }

  private Tensor tensor(FeatureShape shape) {
    return tensor(images, shape);
  }

  private Tensor tensor(long count, FeatureShape shape) {
    long[] extents =
        spec.temporal()
            ? new long[] {count, shape.frames(), shape.height(), shape.width(), shape.channels()}
            : new long[] {count, shape.height(), shape.width(), shape.channels()};
    return new Tensor(activations.take(extents), shape);
  }
}
