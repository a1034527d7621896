package io.residua.backbone.onednn;

import io.residua.backbone.Stage;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A network compiled for one input shape: tensors, and the steps from one to the next. It holds no
 * activations, so slots share it. {@link Plans} opens and closes it.
 *
 * <p>The shallow stages run image by image: an image's activations then stay in the core's cache,
 * where a batch of conv2_x would not fit. The deep stages run on the whole batch, which there
 * amortizes reading the weights; where their maps are small, its images lie side by side.
 */
final class Plan implements AutoCloseable {
  /** Number of the input in {@link #tensors}. */
  static final int INPUT = 0;

  private final Shape shape;
  private final List<Activation> tensors;
  private final List<Step> steps;
  private final Map<Stage, Activation> outputs;
  private final PackedWeights weights;

  Plan(
      Shape shape,
      List<Activation> tensors,
      List<Step> steps,
      Map<Stage, Activation> outputs,
      PackedWeights weights) {
    this.shape = shape;
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

  /**
   * What a kernel reads at every run, the same for all images.
   *
   * @param argument oneDNN's number, {@code DNNL_ARG_…}
   */
  record Constant(int argument, PackedTensor tensor) {}

  /**
   * One kernel's run. A step whose kernel adds the shortcut finds it in its target.
   *
   * @param kernel what runs
   * @param images images it takes at a time: one, or the batch
   * @param source what it reads
   * @param target what it writes
   * @param constants weights, biases and scales
   * @param readsGaps whether it reads what lies between images side by side, which must be zero
   */
  record Step(
      Kernel kernel,
      int images,
      Activation source,
      Activation target,
      List<Constant> constants,
      boolean readsGaps) {}

  Shape shape() {
    return shape;
  }

  /** The activations, each as it is first written. */
  List<Activation> tensors() {
    return tensors;
  }

  List<Step> steps() {
    return steps;
  }

  /** A stage's output. */
  Activation output(Stage stage) {
    Activation output = outputs.get(stage);
    if (output == null) {
      throw new IllegalArgumentException(
          "[forward] %s: expected a stage the weights reach, which is %s at most"
              .formatted(stage.label(), Collections.max(outputs.keySet()).label()));
    }
    return output;
  }

  /** Bytes of so many images of a tensor. */
  long bytes(int tensor, int images) {
    return tensors.get(tensor).bytes(images);
  }

  @Override
  public void close() {
    for (Step step : steps) {
      step.kernel().close();
      step.constants().forEach(constant -> weights.release(constant.tensor()));
    }
  }
}
