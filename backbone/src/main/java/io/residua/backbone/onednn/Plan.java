package io.residua.backbone.onednn;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Precision;
import io.residua.backbone.Stage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network compiled for one input shape: tensors, and the steps from one to the next. It holds no
 * activations, so slots share it. {@link Plans} opens and closes it.
 *
 * <p>The shallow stages run image by image: an image's activations then stay in the core's cache,
 * where a batch of conv2_x would not fit. The deep stages run on the whole batch, which there
 * amortizes reading the weights.
 */
final class Plan implements AutoCloseable {
  /** Number of the input in {@link #tensors}. */
  static final int INPUT = 0;

  private final Shape shape;
  private final Precision precision;
  private final List<Tensor> tensors;
  private final List<Step> steps;
  private final Map<Stage, Integer> outputs;
  private final PackedWeights weights;

  Plan(
      Shape shape,
      Precision precision,
      List<Tensor> tensors,
      List<Step> steps,
      Map<Stage, Integer> outputs,
      PackedWeights weights) {
    this.shape = shape;
    this.precision = precision;
    this.tensors = List.copyOf(tensors);
    this.steps = List.copyOf(steps);
    this.outputs = Map.copyOf(outputs);
    this.weights = weights;
  }

  /**
   * What a plan is for.
   *
   * @param images images or clips of a pass
   * @param frames frames of a clip, 1 for images
   * @param height rows of a frame
   * @param width columns of a frame
   */
  record Shape(int images, int frames, int height, int width) {}

  /** Activations of one image, NHWC, or of one clip, NTHWC. */
  record Tensor(FeatureShape shape) {}

  /**
   * One kernel's run. A step whose kernel adds the shortcut finds it in its target.
   *
   * @param kernel what runs
   * @param images images it takes at a time: one, or the batch
   * @param source number of the tensor it reads
   * @param target number of the tensor it writes
   * @param weight packed weights of a convolution
   * @param bias packed bias of a convolution
   */
  record Step(
      Kernel kernel,
      int images,
      int source,
      int target,
      @Nullable PackedTensor weight,
      @Nullable PackedTensor bias) {}

  Shape shape() {
    return shape;
  }

  Precision precision() {
    return precision;
  }

  List<Tensor> tensors() {
    return tensors;
  }

  List<Step> steps() {
    return steps;
  }

  /** Number of the tensor that is a stage's output. */
  int output(Stage stage) {
    Integer tensor = outputs.get(stage);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "[forward] %s: expected a stage the weights reach, which is %s at most"
              .formatted(stage.label(), Collections.max(outputs.keySet()).label()));
    }
    return tensor;
  }

  /** Bytes of one value of an activation. */
  int valueBytes() {
    return precision == Precision.BF16 ? Short.BYTES : Float.BYTES;
  }

  /** Bytes of one image of a tensor. */
  long imageBytes(int tensor) {
    return tensors.get(tensor).shape().size() * valueBytes();
  }

  @Override
  public void close() {
    for (Step step : steps) {
      step.kernel().close();
      if (step.weight() != null) {
        weights.release(step.weight());
      }
      if (step.bias() != null) {
        weights.release(step.bias());
      }
    }
  }
}
