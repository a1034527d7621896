package io.residua.backbone.dl4j;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Views of a pass: float32 NHWC or NTHWC, turned while copied. */
final class Dl4jMaps implements StageMaps {
  /** Pixels turned at once, so that what is read and written stays in the cache. */
  private static final int PIXELS = 64;

  private final Map<Stage, Tensor> maps;
  private final int images;
  private final BooleanSupplier valid;

  /**
   * Views.
   *
   * @param valid whether the slot still holds this pass
   */
  Dl4jMaps(Map<Stage, Tensor> maps, int images, BooleanSupplier valid) {
    this.maps = maps;
    this.images = images;
    this.valid = valid;
  }

  @Override
  public int images() {
    return images;
  }

  @Override
  public FeatureShape shape(Stage stage) {
    return tensor(stage).shape();
  }

  @Override
  public void copyMap(Stage stage, int image, FloatBuffer target) {
    Tensor tensor = tensor(stage);
    requireImage(image);
    StageMaps.requireRoom(target, tensor.shape().size());
    turn(NativeValues.ofImage(tensor.array(), image), tensor.shape(), target);
  }

  private static void turn(FloatBuffer source, FeatureShape shape, FloatBuffer target) {
    float[] pixels = new float[PIXELS * shape.channels()];
    float[] turned = new float[PIXELS];
    for (int first = 0; first < shape.pixels(); first += PIXELS) {
      int count = Math.min(PIXELS, shape.pixels() - first);
      source.get(pixels, 0, count * shape.channels());
      for (int channel = 0; channel < shape.channels(); channel++) {
        for (int i = 0; i < count; i++) {
          turned[i] = pixels[i * shape.channels() + channel];
        }
        target.put(target.position() + channel * shape.pixels() + first, turned, 0, count);
      }
    }
    target.position(target.position() + Math.toIntExact(shape.size()));
  }

  private Tensor tensor(Stage stage) {
    if (!valid.getAsBoolean()) {
      throw new IllegalStateException(
          "[maps] expected to be read before the slot's next batch or its close");
    }
    Tensor tensor = maps.get(stage);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "[maps] %s: expected a stage that was wanted, which are %s"
              .formatted(
                  stage.label(), maps.keySet().stream().sorted().map(Stage::label).toList()));
    }
    return tensor;
  }
}
