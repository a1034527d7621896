package io.residua.backbone;

import static io.residua.backbone.Stage.CONV2_X;
import static io.residua.backbone.Stage.CONV3_X;
import static io.residua.backbone.Stage.CONV4_X;
import static io.residua.backbone.Stage.CONV5_X;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.residua.backbone.weights.GeneratedWeights;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do, held against the network's definition. */
public abstract class BackboneContract extends MapsContract {
  private static final Set<Stage> ALL = EnumSet.allOf(Stage.class);
  private static final int HEIGHT = 40;
  private static final int WIDTH = 56;

  private Backbone backbone;

  /**
   * A contract.
   *
   * @param tolerance largest error over the largest value of a stage
   */
  protected BackboneContract(Engine engine, Precision precision, double tolerance) {
    super(engine, precision, tolerance);
  }

  @BeforeEach
  void loadOne() {
    backbone = load(weights("resnet18", CONV5_X));
  }

  @AfterEach
  void close() {
    backbone.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet50",
        "resnet50-stride-in-1x1-os16",
        "resnet18-os8",
        "resnet18-os8-whole-stage-dilated",
        "resnet18-deep-stem-avg-down",
        "resnet50-avg-down-os16-whole-stage-dilated"
      })
  void everyStageIsWhatTheDefinitionSays(String model) {
    FoldedWeights weights = weights(model, CONV5_X);
    float[] image = image(0, HEIGHT, WIDTH);
    Map<Stage, NaiveBackbone.Volume> expected =
        new NaiveBackbone(weights).forward(image, 1, HEIGHT, WIDTH);
    try (Backbone loaded = load(weights);
        Slot slot = loaded.openSlot(2)) {
      slot.begin(HEIGHT, WIDTH);
      slot.setValues(1, FloatBuffer.wrap(image));
      StageMaps maps = slot.forward(2, ALL);
      for (Stage stage : Stage.values()) {
        NaiveBackbone.Volume defined = requireNonNull(expected.get(stage));
        double allowed = tolerance * defined.largest();
        assertClose(part(map(maps, stage), 1, 2), defined.values(), allowed);
        assertPooled(maps, stage, 1, defined);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 33", "33, 31", "65, 97", "96, 64", "512, 32", "32, 512", "96, 8"})
  void oddAndTinyImagesAreRoundedAsTheDefinitionSays(int height, int width) {
    float[] image = image(3, height, width);
    Map<Stage, NaiveBackbone.Volume> expected =
        new NaiveBackbone(weights("resnet18", CONV5_X)).forward(image, 1, height, width);
    try (Slot slot = backbone.openSlot(2)) {
      slot.begin(height, width);
      slot.setValues(0, FloatBuffer.wrap(image));
      StageMaps maps = slot.forward(1, ALL);
      for (Stage stage : Stage.values()) {
        assertThat(maps.shape(stage)).isEqualTo(backbone.spec().shape(stage, height, width));
        NaiveBackbone.Volume defined = requireNonNull(expected.get(stage));
        assertClose(map(maps, stage), defined.values(), tolerance * defined.largest());
      }
    }
  }

  @Test
  void anImageHasTheSameBitsAtAnyPlaceAmongAnyNumber() {
    try (Slot slot = backbone.openSlot(4)) {
      float[] alone = features(slot, List.of(7), 0);
      assertThat(features(slot, List.of(7, 1, 2, 3), 0)).isEqualTo(alone);
      assertThat(features(slot, List.of(1, 2, 3, 7), 3)).isEqualTo(alone);
      assertThat(features(slot, List.of(5, 7), 1)).isEqualTo(alone);
    }
  }

  @Test
  void anImageHasTheSameBitsInABatchOfAnySize() {
    float[] alone;
    try (Slot slot = backbone.openSlot(1)) {
      alone = features(slot, List.of(7), 0);
    }
    for (int size : new int[] {2, 5}) {
      try (Slot slot = backbone.openSlot(size)) {
        assertThat(features(slot, List.of(1, 7), 1)).isEqualTo(alone);
      }
    }
  }

  @Test
  void imagesOfTheBatchBeforeLeaveNoTrace() {
    try (Slot slot = backbone.openSlot(3)) {
      slot.begin(HEIGHT, WIDTH);
      float[] zero = pooled(slot.forward(3, EnumSet.of(CONV5_X)), CONV5_X);
      features(slot, List.of(1, 2, 3), 0);
      slot.begin(HEIGHT, WIDTH);
      assertThat(pooled(slot.forward(3, EnumSet.of(CONV5_X)), CONV5_X)).isEqualTo(zero);
    }
  }

  @Test
  void slotsAtOnceGiveTheBitsOfASlotAlone() throws Exception {
    int slots = 3;
    List<float[]> alone = new ArrayList<>();
    for (int i = 0; i < slots; i++) {
      alone.add(onASlotOfItsOwn(i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(slots);
    try {
      for (int round = 0; round < 5; round++) {
        List<Future<float[]>> together = new ArrayList<>();
        for (int i = 0; i < slots; i++) {
          int image = i;
          together.add(threads.submit(() -> onASlotOfItsOwn(image)));
        }
        for (int i = 0; i < slots; i++) {
          assertThat(together.get(i).get()).isEqualTo(alone.get(i));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void stoppingAtAShallowerStageGivesTheSameMaps() {
    try (Slot slot = backbone.openSlot(2)) {
      fill(slot, List.of(1, 2));
      StageMaps all = slot.forward(2, ALL);
      float[] deep = map(all, CONV3_X);
      float[] shallow = map(all, CONV2_X);
      fill(slot, List.of(1, 2));
      StageMaps maps = slot.forward(2, EnumSet.of(CONV3_X));
      assertThat(map(maps, CONV3_X)).isEqualTo(deep);
      fill(slot, List.of(1, 2));
      assertThat(map(slot.forward(2, EnumSet.of(CONV2_X)), CONV2_X)).isEqualTo(shallow);
    }
  }

  @Test
  void pixelsAreNormalizedAsTorchvisionDoes() {
    byte[] pixels = new byte[HEIGHT * WIDTH * 3];
    float[] values = new float[pixels.length];
    PixelNormalization imagenet = Preprocessing.IMAGENET_224.normalization();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31);
      int channel = i % 3;
      values[channel * HEIGHT * WIDTH + i / 3] =
          ((pixels[i] & 0xff) / 255f - imagenet.mean().get(channel)) / imagenet.std().get(channel);
    }
    try (Slot slot = backbone.openSlot(1)) {
      slot.begin(HEIGHT, WIDTH);
      slot.setValues(0, FloatBuffer.wrap(values));
      float[] expected = map(slot.forward(1, ALL), CONV4_X);
      slot.begin(HEIGHT, WIDTH);
      ByteBuffer rgb = ByteBuffer.allocateDirect(pixels.length + 5).position(5);
      rgb.duplicate().put(pixels);
      slot.setPixels(0, rgb, new Extent(WIDTH, HEIGHT), imagenet);
      assertThat(rgb.position()).isEqualTo(5);
      assertThat(map(slot.forward(1, ALL), CONV4_X)).isEqualTo(expected);
    }
  }

  @Test
  void aStageBeyondTheWeightsIsRefused() {
    try (Backbone shallow = load(weights("resnet18", CONV3_X));
        Slot slot = shallow.openSlot(1)) {
      slot.begin(HEIGHT, WIDTH);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.forward(1, EnumSet.of(CONV2_X, CONV4_X)))
          .withMessage(
              "[forward] conv4_x: expected a stage the weights reach, which is conv3_x at most");
      assertThat(map(slot.forward(1, EnumSet.of(CONV3_X)), CONV3_X)).isNotEmpty();
    }
  }

  @Test
  void aStageThatWasNotWantedIsRefused() {
    try (Slot slot = backbone.openSlot(1)) {
      fill(slot, List.of(1));
      StageMaps maps = slot.forward(1, EnumSet.of(CONV2_X, CONV4_X));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> maps.copyPooled(CONV3_X, Pooling.AVERAGE, FloatBuffer.allocate(128)))
          .withMessage(
              "[maps] conv3_x: expected a stage that was wanted, which are [conv2_x, conv4_x]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> maps.copyPooled(CONV4_X, Pooling.AVERAGE, FloatBuffer.allocate(255)))
          .withMessage("[maps] target: expected room for 256 values, found 255");
    }
  }

  @Test
  void mapsAreNotReadAfterTheNextBatchHasBegun() {
    try (Slot slot = backbone.openSlot(1)) {
      fill(slot, List.of(1));
      StageMaps maps = slot.forward(1, ALL);
      slot.begin(HEIGHT, WIDTH);
      assertThatIllegalStateException()
          .isThrownBy(() -> maps.shape(CONV2_X))
          .withMessage("[maps] expected to be read before the slot's next batch or its close");
    }
  }

  @Test
  void badCallsAreRefusedWithWhatWasExpected() {
    try (Slot slot = backbone.openSlot(2)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> slot.forward(1, ALL))
          .withMessage("[slot] expected a batch, found none; call begin first");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.begin(0, 5))
          .withMessage("[batch] expected images of at least 1 x 1 pixels, found 0 x 5");
      slot.begin(4, 4);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.forward(3, ALL))
          .withMessage("[forward] images: expected 1 to 2, found 3");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.forward(0, ALL))
          .withMessage("[forward] images: expected 1 to 2, found 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.forward(1, Set.of()))
          .withMessage("[forward] expected at least one stage, found none");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.setValues(2, FloatBuffer.allocate(48)))
          .withMessage("[batch] image: expected 0 to 1, found 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.setValues(0, FloatBuffer.allocate(47)))
          .withMessage("[batch] image 0: expected 48 values for 4 x 4 x 3, found 47");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> backbone.openSlot(0))
        .withMessage("[batch-size] expected at least 1, found 0");
  }

  @Test
  void closingTwiceIsHarmlessAndAClosedBackboneOpensNoSlot() {
    Slot slot = backbone.openSlot(1);
    slot.begin(8, 8);
    slot.close();
    slot.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> slot.begin(8, 8))
        .withMessage("[slot] expected an open slot, found a closed one");
    backbone.close();
    backbone.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> backbone.openSlot(1))
        .withMessage("[backbone] expected an open backbone, found a closed one");
  }

  @Test
  void theInstructionSetOfThisMachineCanBePinned() {
    String found = engine.instructionSet();
    engine.pin(found);
    engine.pin(found);
    assertThat(engine.automaticPrecision("avx512_core")).isEqualTo(Precision.F32);
  }

  private float[] onASlotOfItsOwn(int image) {
    try (Slot slot = backbone.openSlot(2)) {
      return features(slot, List.of(image, image + 1), 1);
    }
  }

  /** Pooled conv5_x and the map of conv3_x of the image at {@code place}. */
  private static float[] features(Slot slot, List<Integer> images, int place) {
    fill(slot, images);
    StageMaps maps = slot.forward(images.size(), EnumSet.of(CONV3_X, CONV5_X));
    FloatBuffer all = FloatBuffer.allocate(slot.batchSize() * (512 + 128 * 5 * 7));
    int map = 128 * 5 * 7;
    maps.copyMap(CONV3_X, all);
    maps.copyPooled(CONV5_X, Pooling.AVERAGE, all);
    float[] features = new float[map + 512];
    all.get(place * map, features, 0, map);
    all.get(images.size() * map + place * 512, features, map, 512);
    return features;
  }

  private static void fill(Slot slot, List<Integer> images) {
    slot.begin(HEIGHT, WIDTH);
    IntStream.range(0, images.size())
        .forEach(i -> slot.setValues(i, FloatBuffer.wrap(image(images.get(i), HEIGHT, WIDTH))));
  }

  private static float[] image(int number, int height, int width) {
    return GeneratedWeights.uniform("image" + number, 5, 3 * height * width);
  }
}
