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
  public void copyMap(Stage stage, int image, FloatBuffer target) {
    FeatureShape shape = shape(stage);
    requireImage(image);
    StageMaps.requireRoom(target, shape.size());
    target.put(values(images.get(image), stage));
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
}
