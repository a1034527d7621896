package io.residua.backbone.dl4j;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Maps as ND4J left them: float32 NCHW or NCTHW, one array an image and stage. The slot closes
 * them.
 */
final class Dl4jMaps implements StageMaps, AutoCloseable {
  private final Map<Stage, FeatureShape> shapes;
  private final List<Map<Stage, INDArray>> images;
  private boolean closed;

  Dl4jMaps(Map<Stage, FeatureShape> shapes, List<Map<Stage, INDArray>> images) {
    this.shapes = Map.copyOf(shapes);
    this.images = List.copyOf(images);
  }

  @Override
  public int images() {
    return images.size();
  }

  @Override
  public FeatureShape shape(Stage stage) {
    if (closed) {
      throw new IllegalStateException(
          "[maps] expected to be read before the slot's next batch or its close");
    }
    FeatureShape shape = shapes.get(stage);
    if (shape == null) {
      throw new IllegalArgumentException(
          "[maps] %s: expected a stage that was wanted, which are %s"
              .formatted(
                  stage.label(), shapes.keySet().stream().sorted().map(Stage::label).toList()));
    }
    return shape;
  }

  @Override
  public void copyMap(Stage stage, FloatBuffer target) {
    checkRoom(target, images() * shape(stage).size());
    for (Map<Stage, INDArray> image : images) {
      target.put(values(image, stage));
    }
  }

  @Override
  public void copyPooled(Stage stage, FloatBuffer target) {
    FeatureShape shape = shape(stage);
    checkRoom(target, (long) images() * shape.channels());
    int pixels = shape.pixels();
    for (Map<Stage, INDArray> image : images) {
      float[] map = values(image, stage);
      for (int channel = 0; channel < shape.channels(); channel++) {
        double sum = 0;
        for (int i = channel * pixels; i < (channel + 1) * pixels; i++) {
          sum += map[i];
        }
        target.put((float) (sum / pixels));
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      images.forEach(image -> image.values().forEach(INDArray::close));
    }
  }

  private float[] values(Map<Stage, INDArray> image, Stage stage) {
    INDArray array = image.get(stage);
    if (array == null) {
      throw new IllegalStateException("[maps] " + stage.label() + ": the pass left no map");
    }
    try (INDArray dense = array.dup('c')) {
      return dense.data().asFloat();
    }
  }

  private static void checkRoom(FloatBuffer target, long values) {
    if (target.remaining() < values) {
      throw new IllegalArgumentException(
          "[maps] target: expected room for %d values, found %d"
              .formatted(values, target.remaining()));
    }
  }
}
