package io.residua.backbone;

import static io.residua.backbone.Stage.CONV3_X;
import static io.residua.backbone.Stage.CONV5_X;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.residua.backbone.weights.GeneratedWeights;
import io.residua.backbone.weights.WeightsSource;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every engine must do with clips, held against the network's definition. */
public abstract class ClipContract {
  private static final int HEIGHT = 21;
  private static final int WIDTH = 17;

  final Engine engine;
  final Precision precision;
  final double tolerance;

  /**
   * A contract.
   *
   * @param tolerance largest error over the largest value of a stage
   */
  ClipContract(Engine engine, Precision precision, double tolerance) {
    this.engine = engine;
    this.precision = precision;
    this.tolerance = tolerance;
  }

  /** One frame, fewer than the kernel reaches over, odd and even numbers. */
  @ParameterizedTest
  @CsvSource({
    "resnet3d-18-basic-t3-temporal-stride, 5",
    "resnet3d-18-basic-t5, 2",
    "resnet3d-18-bottleneck-t3-temporal-stride, 6",
    "resnet3d-18-bottleneck-stride-in-1x1-conv4-t3-temporal-stride, 3",
    "resnet3d-18-basic-deep-stem-os8-whole-stage-dilated-t3-temporal-stride, 4",
    "resnet3d-18-basic-conv4-t7, 1"
  })
  void everyStageOfAClipIsWhatTheDefinitionSays(String model, int frames) {
    ResNetSpec spec = ResNetSpec.of(model);
    FoldedWeights weights = weights(model, spec.deepest());
    Map<Stage, NaiveBackbone.Volume> expected =
        new NaiveBackbone(weights).forward(clip(1, frames), frames, HEIGHT, WIDTH);
    try (Backbone loaded = load(weights);
        Slot slot = loaded.openSlot(2)) {
      StageMaps maps = forward(slot, frames, List.of(0, 1), EnumSet.copyOf(spec.stages()));
      for (Stage stage : spec.stages()) {
        NaiveBackbone.Volume defined = requireNonNull(expected.get(stage));
        assertThat(maps.shape(stage)).isEqualTo(spec.shape(stage, frames, HEIGHT, WIDTH));
        double allowed = tolerance * defined.largest();
        assertClose(part(map(maps, stage), 1, 2), defined.values(), allowed);
        assertPooled(maps, stage, 1, defined);
      }
    }
  }

  @Test
  void aClipHasTheSameBitsAtAnyPlaceAmongAnyNumber() {
    EnumSet<Stage> wanted = EnumSet.of(CONV3_X, CONV5_X);
    try (Backbone loaded = load(weights("resnet3d-18-basic-t3-temporal-stride", CONV5_X));
        Slot slot = loaded.openSlot(3)) {
      StageMaps maps = forward(slot, 5, List.of(7), wanted);
      float[] map = map(maps, CONV3_X);
      float[] pooled = pooled(maps, CONV5_X);
      for (int place = 0; place < 3; place++) {
        maps = forward(slot, 5, List.of(place == 0 ? 7 : 1, place == 1 ? 7 : 2, 7), wanted);
        assertThat(part(map(maps, CONV3_X), place, 3)).isEqualTo(map);
        assertThat(part(pooled(maps, CONV5_X), place, 3)).isEqualTo(pooled);
      }
    }
  }

  @Test
  void framesOfAClipAreNormalizedOneBehindTheOther() {
    int frames = 3;
    byte[] pixels = new byte[3 * frames * HEIGHT * WIDTH];
    float[] values = new float[pixels.length];
    PixelNormalization imagenet = Preprocessing.IMAGENET_224.normalization();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31);
      values[i % 3 * pixels.length / 3 + i / 3] = imagenet.of(i % 3, pixels[i] & 0xff);
    }
    try (Backbone loaded = load(weights("resnet3d-18-basic-t3", CONV3_X));
        Slot slot = loaded.openSlot(1)) {
      slot.begin(frames, HEIGHT, WIDTH);
      slot.setValues(0, FloatBuffer.wrap(values));
      float[] expected = map(slot.forward(1, EnumSet.of(CONV3_X)), CONV3_X);
      slot.begin(frames, HEIGHT, WIDTH);
      slot.setPixels(0, ByteBuffer.wrap(pixels), new Extent(WIDTH, HEIGHT), imagenet);
      assertThat(map(slot.forward(1, EnumSet.of(CONV3_X)), CONV3_X)).isEqualTo(expected);
    }
  }

  @Test
  void clipsOfAnotherLengthAreRefused() {
    try (Backbone images = load(weights("resnet18", CONV3_X));
        Backbone clips = load(weights("resnet3d-18-basic-t3", CONV3_X));
        Slot ofImages = images.openSlot(1);
        Slot ofClips = clips.openSlot(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ofImages.begin(8, HEIGHT, WIDTH))
          .withMessage(
              "[batch] frames: expected 1, as resnet18 takes images, found 8; use a resnet3d model for clips");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ofClips.begin(0, HEIGHT, WIDTH))
          .withMessage("[batch] frames: expected at least 1, found 0");
      ofClips.begin(2, 4, 4);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ofClips.setValues(0, FloatBuffer.allocate(95)))
          .withMessage("[batch] image 0: expected 96 values for 2 x 4 x 4 x 3, found 95");
    }
  }

  static float[] map(StageMaps maps, Stage stage) {
    FloatBuffer map = FloatBuffer.allocate((int) (maps.images() * maps.shape(stage).size()));
    maps.copyMap(stage, map);
    assertThat(map.hasRemaining()).isFalse();
    return map.array();
  }

  static float[] pooled(StageMaps maps, Stage stage) {
    return pooled(maps, stage, Pooling.AVERAGE);
  }

  static float[] pooled(StageMaps maps, Stage stage, Pooling pooling) {
    FloatBuffer pooled = FloatBuffer.allocate(maps.images() * maps.shape(stage).channels());
    maps.copyPooled(stage, pooling, pooled);
    assertThat(pooled.hasRemaining()).isFalse();
    return pooled.array();
  }

  /** An error of the map is none larger in the mean, the largest, or a mean of higher power. */
  final void assertPooled(StageMaps maps, Stage stage, int image, NaiveBackbone.Volume defined) {
    double allowed = tolerance * defined.largest();
    int images = maps.images();
    assertClose(part(pooled(maps, stage), image, images), defined.pooled(), allowed);
    float[] max = pooled(maps, stage, Pooling.MAX);
    assertClose(part(max, image, images), defined.maxPooled(), allowed);
    for (float power : new float[] {2.5f, 3}) {
      float[] mean = pooled(maps, stage, new GeneralizedMean(power));
      assertClose(part(mean, image, images), defined.generalizedMean(power), allowed);
    }
  }

  public static void assertClose(float[] found, double[] expected, double allowed) {
    assertThat(found).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      worst = Math.max(worst, Math.abs(found[i] - expected[i]));
    }
    assertThat(worst).isCloseTo(0, within(allowed));
  }

  /** Weights in the precision; of int8 with ranges of images like those of the contract. */
  final Backbone load(FoldedWeights weights) {
    return precision == Precision.INT8
        ? engine.load(weights, ContractRanges.of(engine, weights))
        : engine.load(weights, precision);
  }

  static FoldedWeights weights(String model, Stage deepest) {
    return WeightsSource.load("generated:5", ResNetSpec.of(model), deepest);
  }

  private static StageMaps forward(
      Slot slot, int frames, List<Integer> clips, EnumSet<Stage> wanted) {
    slot.begin(frames, HEIGHT, WIDTH);
    for (int i = 0; i < clips.size(); i++) {
      slot.setValues(i, FloatBuffer.wrap(clip(clips.get(i), frames)));
    }
    return slot.forward(clips.size(), wanted);
  }

  private static float[] clip(int number, int frames) {
    return GeneratedWeights.uniform("clip" + number, 5, 3 * frames * HEIGHT * WIDTH);
  }

  /** One of so many equal parts. */
  static float[] part(float[] values, int place, int parts) {
    int size = values.length / parts;
    return Arrays.copyOfRange(values, place * size, (place + 1) * size);
  }
}
