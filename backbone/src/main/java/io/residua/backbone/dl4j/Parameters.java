package io.residua.backbone.dl4j;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a convolution has learned, in native memory. As in the file: oneDNN packs weights at every
 * call, whatever their order.
 *
 * @param weight float32 OIHW, or OITHW
 * @param bias float32 {@code [out]}
 */
record Parameters(INDArray weight, INDArray bias) implements AutoCloseable {

  /** Those of every convolution, by its name. */
  static Map<String, Parameters> of(FoldedWeights weights) {
    Map<String, Parameters> all = new HashMap<>();
    for (Convolution convolution : weights.spec().convolutions(weights.deepest())) {
      all.put(convolution.name(), of(convolution, weights.of(convolution)));
    }
    return Map.copyOf(all);
  }

  private static Parameters of(Convolution convolution, FoldedWeights.Tensors tensors) {
    long[] extents = convolution.weightShape().stream().mapToLong(Long::longValue).toArray();
    INDArray weight = NativeValues.allocate(extents);
    INDArray bias = NativeValues.allocate(convolution.outChannels());
    NativeValues.of(weight).put(tensors.weight());
    NativeValues.of(bias).put(tensors.bias());
    return new Parameters(weight, bias);
  }

  @Override
  public void close() {
    weight.close();
    bias.close();
  }
}
