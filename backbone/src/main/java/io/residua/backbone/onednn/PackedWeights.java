package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_oidhw;
import static org.bytedeco.dnnl.global.dnnl.dnnl_oihw;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * The weights of a backbone in the layouts its plans ask for, each layout packed once and shared.
 * oneDNN may want another layout for another input shape; the copy goes when the last plan that
 * uses it does. Not thread-safe: the plans' lock guards it.
 */
final class PackedWeights implements AutoCloseable {
  private final Kernels kernels;
  private final FoldedWeights weights;
  private final Map<String, List<PackedTensor>> tensors = new HashMap<>();
  private final Map<PackedTensor, Integer> users = new HashMap<>();

  PackedWeights(Kernels kernels, FoldedWeights weights) {
    this.kernels = kernels;
    this.weights = weights;
  }

  /** The convolution's weights in {@code layout}; {@link #release} them. */
  PackedTensor weight(Convolution convolution, dnnl_memory_desc layout, boolean quantized) {
    int dense = kernels.temporal() ? dnnl_oidhw : dnnl_oihw;
    long[] extents = convolution.weightShape().stream().mapToLong(Long::longValue).toArray();
    return take(
        convolution.name() + ".weight",
        layout,
        () -> {
          FloatBuffer values =
              quantized ? quantized(convolution).values() : weights.of(convolution).weight();
          return PackedTensor.pack(kernels, values, dense, extents, layout);
        });
  }

  /** What one integer of the convolution's weights stands for, by channel; {@link #release} it. */
  PackedTensor weightSteps(Convolution convolution) {
    return vector(
        convolution.name() + ".steps",
        convolution.outChannels(),
        () -> quantized(convolution).steps());
  }

  /** What one integer of an activation stands for; {@link #release} it. */
  PackedTensor step(Encoding encoding) {
    return vector(
        "step " + encoding.step(), 1, () -> FloatBuffer.wrap(new float[] {encoding.step()}));
  }

  /** The convolution's bias in {@code layout}; {@link #release} it. */
  PackedTensor bias(Convolution convolution, dnnl_memory_desc layout) {
    long[] extents = {convolution.outChannels()};
    return take(
        convolution.name() + ".bias",
        layout,
        () -> PackedTensor.pack(kernels, weights.of(convolution).bias(), dnnl_a, extents, layout));
  }

  /** Gives up one use of a tensor and frees it with the last. */
  void release(PackedTensor tensor) {
    if (users.merge(tensor, -1, Integer::sum) == 0) {
      users.remove(tensor);
      tensors.values().forEach(copies -> copies.remove(tensor));
      tensor.close();
    }
  }

  /** The largest number of layouts any one tensor is held in. */
  int copies() {
    return tensors.values().stream().mapToInt(List::size).max().orElse(0);
  }

  /** Native bytes of all tensors. */
  long bytes() {
    return users.keySet().stream().mapToLong(PackedTensor::bytes).sum();
  }

  @Override
  public void close() {
    users.keySet().forEach(PackedTensor::close);
    users.clear();
    tensors.clear();
  }

  private QuantizedWeights quantized(Convolution convolution) {
    return QuantizedWeights.of(convolution, weights.of(convolution).weight());
  }

  private PackedTensor vector(String name, long length, Supplier<FloatBuffer> values) {
    long[] extents = {length};
    return Dnnl.withDescriptor(
        dnnl_f32,
        dnnl_a,
        extents,
        layout ->
            take(
                name,
                layout,
                () -> PackedTensor.pack(kernels, values.get(), dnnl_a, extents, layout)));
  }

  private PackedTensor take(String name, dnnl_memory_desc layout, Packing packing) {
    List<PackedTensor> copies = tensors.computeIfAbsent(name, any -> new ArrayList<>());
    PackedTensor tensor =
        copies.stream()
            .filter(copy -> copy.fits(layout))
            .findFirst()
            .orElseGet(
                () -> {
                  PackedTensor packed = packing.pack();
                  copies.add(packed);
                  return packed;
                });
    users.merge(tensor, 1, Integer::sum);
    return tensor;
  }

  private interface Packing {
    PackedTensor pack();
  }
}
