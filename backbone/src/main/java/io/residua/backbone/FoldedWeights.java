package io.residua.backbone;

import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Weights of a backbone with every batch norm folded into the convolution before it, in the order
 * and by the names of {@link ResNetSpec#convolutions}. Folded in float64, kept in float32.
 *
 * @param spec the architecture the tensors fit
 * @param deepest the deepest stage they reach
 * @param source what the user named: a file, or {@code generated:SEED}
 * @param sha256 lower-case hexadecimal SHA-256 of the file, or for generated weights of their
 *     values
 * @param tensors weight and bias by name of the convolution
 */
public record FoldedWeights(
    ResNetSpec spec, Stage deepest, String source, String sha256, Map<String, Tensors> tensors) {

  public FoldedWeights {
    tensors = Map.copyOf(tensors);
    for (Convolution convolution : spec.convolutions(deepest)) {
      Tensors found = tensors.get(convolution.name());
      if (found == null) {
        throw new IllegalArgumentException(
            "[%s] %s: missing; these weights are not a whole %s up to %s"
                .formatted(source, convolution.name(), spec.name(), deepest.label()));
      }
      if (found.weight.remaining() != convolution.weightCount()
          || found.bias.remaining() != convolution.outChannels()) {
        throw new IllegalArgumentException(
            "[%s] %s: expected %d weights and %d biases, found %d and %d"
                .formatted(
                    source,
                    convolution.name(),
                    convolution.weightCount(),
                    convolution.outChannels(),
                    found.weight.remaining(),
                    found.bias.remaining()));
      }
    }
  }

  /**
   * One folded convolution.
   *
   * @param weight float32 OIHW {@code [out, in, kernel, kernel]}
   * @param bias float32 {@code [out]}
   */
  public record Tensors(FloatBuffer weight, FloatBuffer bias) {
    public Tensors {
      weight = weight.asReadOnlyBuffer();
      bias = bias.asReadOnlyBuffer();
    }

    /** A view with a position of its own, so that concurrent readers do not meet. */
    @Override
    public FloatBuffer weight() {
      return weight.duplicate();
    }

    /** A view with a position of its own, so that concurrent readers do not meet. */
    @Override
    public FloatBuffer bias() {
      return bias.duplicate();
    }
  }

  /** Weight and bias of one convolution. */
  public Tensors of(Convolution convolution) {
    Tensors found = tensors.get(convolution.name());
    if (found == null) {
      throw new IllegalArgumentException(
          "[%s] %s: not among these weights, which reach %s"
              .formatted(source, convolution.name(), deepest.label()));
    }
    return found;
  }
}
