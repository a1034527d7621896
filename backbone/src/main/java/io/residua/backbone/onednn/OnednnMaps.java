package io.residua.backbone.onednn;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Pooling;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Views of a pass: NHWC or NTHWC maps of any encoding, widened and turned while copied. */
final class OnednnMaps implements StageMaps {
  private final Pass pass;
  private final int images;
  private final Widening widening = new Widening();
  private final ChannelsFirst turning;
  private final Set<Stage> wanted;
  private final BooleanSupplier valid;

  /**
   * Views.
   *
   * @param turning the slot's
   * @param valid whether the slot still holds this pass
   */
  OnednnMaps(
      Pass pass, int images, Set<Stage> wanted, ChannelsFirst turning, BooleanSupplier valid) {
    this.pass = pass;
    this.images = images;
    this.turning = turning;
    this.wanted = Set.copyOf(wanted);
    this.valid = valid;
  }

  @Override
  public int images() {
    return images;
  }

  @Override
  public FeatureShape shape(Stage stage) {
    check(stage);
    return pass.shape(stage);
  }

  @Override
  public void copyMap(Stage stage, int image, FloatBuffer target) {
    FeatureShape shape = shape(stage);
    requireImage(image);
    StageMaps.requireRoom(target, shape.size());
    turning.turn(pass.map(stage, image), target);
  }

  @Override
  public void copyPooled(Stage stage, Pooling pooling, FloatBuffer target) {
    if (pooling instanceof Pooling.Average) {
      copyAverage(stage, target);
    } else {
      StageMaps.super.copyPooled(stage, pooling, target);
    }
  }

  private void copyAverage(Stage stage, FloatBuffer target) {
    FeatureShape shape = shape(stage);
    StageMaps.requireRoom(target, (long) images * shape.channels());
    float[] row = new float[shape.channels()];
    float[] pooled = new float[shape.channels()];
    for (int image = 0; image < images; image++) {
      pool(pass.map(stage, image), row, pooled);
      target.put(pooled);
    }
  }

  /** Sums a row of pixels in float32 and the rows in float64, always in the same order. */
  private void pool(MapView map, float[] values, float[] pooled) {
    FeatureShape shape = map.shape();
    double[] sums = new double[pooled.length];
    for (int y = 0; y < shape.rows(); y++) {
      Arrays.fill(pooled, 0);
      for (int x = 0; x < shape.width(); x++) {
        int first = map.row(y) + x * values.length;
        widening.read(map.values(), map.encoding(), first, values, 0, values.length);
        for (int channel = 0; channel < values.length; channel++) {
          pooled[channel] += values[channel];
        }
      }
      for (int channel = 0; channel < sums.length; channel++) {
        sums[channel] += pooled[channel];
      }
    }
    int pixels = shape.pixels();
    for (int channel = 0; channel < sums.length; channel++) {
      pooled[channel] = (float) (sums[channel] / pixels);
    }
  }

  private void check(Stage stage) {
    if (!valid.getAsBoolean()) {
      throw new IllegalStateException(
          "[maps] expected to be read before the slot's next batch or its close");
    }
    if (!wanted.contains(stage)) {
      throw new IllegalArgumentException(
          "[maps] %s: expected a stage that was wanted, which are %s"
              .formatted(stage.label(), wanted.stream().sorted().map(Stage::label).toList()));
    }
  }
}
