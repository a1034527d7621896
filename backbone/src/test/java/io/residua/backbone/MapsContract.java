package io.residua.backbone;

import static io.residua.backbone.Stage.CONV2_X;
import static io.residua.backbone.Stage.CONV3_X;
import static io.residua.backbone.Stage.CONV5_X;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.residua.backbone.weights.GeneratedWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every engine's maps must give to their readers. */
abstract class MapsContract extends ClipContract {
  private static final int IMAGES = 3;
  private static final int HEIGHT = 40;
  private static final int WIDTH = 56;

  MapsContract(Engine engine, Precision precision, double tolerance) {
    super(engine, precision, tolerance);
  }

  @Test
  void oneMapIsThePartOfAllAndTheRestOfTheTargetIsKept() {
    read(
        maps -> {
          for (Stage stage : Stage.values()) {
            float[] all = map(maps, stage);
            for (int image = 0; image < IMAGES; image++) {
              float[] part = part(all, image, IMAGES);
              assertThat(copied(maps, stage, image, FloatBuffer.allocate(part.length + 7)))
                  .isEqualTo(part);
              assertThat(copied(maps, stage, image, direct(part.length + 7))).isEqualTo(part);
            }
          }
        });
  }

  /** What lands behind 3 values and before 4. */
  private static float[] copied(StageMaps maps, Stage stage, int image, FloatBuffer target) {
    for (int i = 0; i < target.capacity(); i++) {
      target.put(i, -1);
    }
    maps.copyMap(stage, image, target.position(3));
    assertThat(target.remaining()).isEqualTo(4);
    float[] map = new float[target.capacity() - 7];
    target.get(3, map);
    for (int i : new int[] {0, 1, 2, 3 + map.length, 6 + map.length}) {
      assertThat(target.get(i)).isEqualTo(-1);
    }
    return map;
  }

  @Test
  void theGeneralizedMeanOfPower1IsTheAverage() {
    read(
        maps -> {
          for (Stage stage : Stage.values()) {
            float[] average = pooled(maps, stage);
            float[] mean = pooled(maps, stage, new GeneralizedMean(1));
            for (int i = 0; i < average.length; i++) {
              assertThat(mean[i]).isCloseTo(average[i], within(1e-6f + 1e-6f * average[i]));
            }
          }
        });
  }

  @Test
  void vectorsOfLength1PointWhereTheOthersDo() {
    read(
        maps -> {
          for (Pooling pooling : new Pooling[] {Pooling.AVERAGE, new GeneralizedMean(3)}) {
            int channels = maps.shape(CONV5_X).channels();
            FloatBuffer target = direct(IMAGES * channels + 2).put(0, 5).position(1);
            new PooledStage(CONV5_X, pooling, false).copy(maps, target);
            assertThat(target.position()).isEqualTo(1 + IMAGES * channels);
            float[] plain = new float[IMAGES * channels];
            target.get(1, plain);
            assertThat(plain).isEqualTo(pooled(maps, CONV5_X, pooling));
            new PooledStage(CONV5_X, pooling, true).copy(maps, target.position(1));
            assertThat(target.position()).isEqualTo(1 + IMAGES * channels);
            assertThat(target.get(0)).isEqualTo(5);
            float[] scaled = new float[IMAGES * channels];
            target.get(1, scaled);
            for (int image = 0; image < IMAGES; image++) {
              assertScaled(part(scaled, image, IMAGES), part(plain, image, IMAGES));
            }
          }
        });
  }

  private static void assertScaled(float[] scaled, float[] plain) {
    double squares = 0;
    for (float value : plain) {
      squares += (double) value * value;
    }
    for (int i = 0; i < plain.length; i++) {
      assertThat(scaled[i]).isEqualTo((float) (plain[i] / Math.sqrt(squares)));
    }
  }

  @Test
  void anImageThatIsNotInThePassOrHasNoRoomIsRefused() {
    read(
        maps -> {
          FloatBuffer small = FloatBuffer.allocate(128 * 5 * 7 - 1);
          for (int image : new int[] {-1, IMAGES}) {
            assertThatIllegalArgumentException()
                .isThrownBy(() -> maps.copyMap(CONV3_X, image, small))
                .withMessage("[maps] image: expected 0 to 2, found " + image);
          }
          assertThatIllegalArgumentException()
              .isThrownBy(() -> maps.copyMap(CONV3_X, 0, small))
              .withMessage("[maps] target: expected room for 4480 values, found 4479");
          FloatBuffer two = FloatBuffer.allocate(2 * 64 * 10 * 14);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> maps.copyMap(CONV2_X, two))
              .withMessage("[maps] target: expected room for 26880 values, found 17920");
          assertThatIllegalArgumentException()
              .isThrownBy(
                  () -> maps.copyPooled(CONV2_X, Pooling.MAX, FloatBuffer.allocate(3 * 64 - 1)))
              .withMessage("[maps] target: expected room for 192 values, found 191");
          assertThat(two.position()).isZero();
        });
  }

  private void read(Consumer<StageMaps> reader) {
    try (Backbone backbone = load(weights("resnet18", CONV5_X));
        Slot slot = backbone.openSlot(IMAGES)) {
      slot.begin(HEIGHT, WIDTH);
      for (int image = 0; image < IMAGES; image++) {
        float[] values = GeneratedWeights.uniform("map" + image, 5, 3 * HEIGHT * WIDTH);
        slot.setValues(image, FloatBuffer.wrap(values));
      }
      reader.accept(slot.forward(IMAGES, EnumSet.allOf(Stage.class)));
    }
  }

  private static FloatBuffer direct(int values) {
    return ByteBuffer.allocateDirect(values * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
