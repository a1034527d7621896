package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.residua.backbone.Backbone;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import io.residua.backbone.onednn.OnednnEngine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After {@code inflate_weights} of Detect-and-Track, and by what it is meant to keep. */
class InflatedTensorsTest {
  private static final ResNetSpec IMAGES = ResNetSpec.of("resnet18");
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"resnet3d-18-basic-t3, 0 1 0", "resnet3d-18-basic-t5, 0 0 1 0 0"})
  void aKernelStandsAtTheMiddleFrame(String model, String taps) {
    assertTaps(model, taps, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet3d-18-basic-t3-mean-repeat, 1 1 1, 3",
    "resnet3d-18-basic-t5-temporal-stride-mean-repeat, 1 1 1 1 1, 5"
  })
  void aKernelIsRepeatedAndDividedByTheFrames(String model, String taps, int divisor) {
    assertTaps(model, taps, divisor);
  }

  @Test
  void whatReachesOverOneFrameKeepsItsValues() {
    NamedTensors flat = new GeneratedWeights(6, IMAGES);
    NamedTensors inflated = inflated("resnet3d-18-basic-t3-mean-repeat");
    for (String name : Set.of("conv1.weight", "layer1.0.conv2.weight", "layer2.0.bn1.weight")) {
      assertThat(inflated.values(name)).isEqualTo(flat.values(name));
    }
    assertThat(inflated.shape("conv1.weight")).containsExactly(64L, 3L, 1L, 7L, 7L);
    assertThat(inflated.shape("bn1.weight")).containsExactly(64L);
    assertThat(inflated.sha256()).isEqualTo(flat.sha256());
  }

  /** Frames of one clip that differ: a kernel at another frame would mix or shift them. */
  @ParameterizedTest
  @CsvSource({"resnet3d-18-basic-t3, 1", "resnet3d-18-basic-t3-temporal-stride, 8"})
  void withTheKernelAtTheMiddleEachFrameHasTheFeaturesOfItsImage(String model, int step)
      throws IOException {
    try (Backbone images = load(IMAGES);
        Backbone clips = load(ResNetSpec.of(model))) {
      int frames = 9;
      float[] found = conv5(clips, frames, frame -> frame);
      for (int i = 0; i < found.length / 512; i++) {
        int image = i * step;
        float[] expected = conv5(images, 1, frame -> image);
        assertClose(frame(found, i, found.length / 512), expected);
      }
    }
  }

  /** In conv5_x of a ResNet-18 a frame sees twelve on either side; the ends see padding. */
  @Test
  void withTheMeanAStillClipHasTheFeaturesOfItsImageAwayFromItsEnds() throws IOException {
    try (Backbone images = load(IMAGES);
        Backbone clips = load(ResNetSpec.of("resnet3d-18-basic-t3-mean-repeat"))) {
      float[] expected = conv5(images, 1, frame -> 0);
      float[] found = conv5(clips, 25, frame -> 0);
      assertClose(frame(found, 12, 25), expected);
      assertThat(distance(frame(found, 0, 25), expected)).isGreaterThan(0.1);
    }
  }

  @Test
  void weightsThatHaveFramesAreTakenAsTheyAreAndNotRepeated() throws IOException {
    ResNetSpec clips = ResNetSpec.of("resnet3d-18-basic-t3");
    Path file = write(clips);
    FoldedWeights read = WeightsSource.load(file.toString(), clips, Stage.CONV3_X);
    FoldedWeights made = WeightsSource.load("generated:6", clips, Stage.CONV3_X);
    for (var convolution : clips.convolutions(Stage.CONV3_X)) {
      assertThat(read.of(convolution).weight()).isEqualTo(made.of(convolution).weight());
    }
    ResNetSpec mean = ResNetSpec.of("resnet3d-18-basic-t3-mean-repeat");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), mean, Stage.CONV3_X))
        .withMessage(
            "[resnet3d-18-basic-t3.safetensors] expected weights of a network of images to inflate by mean-repeat, found none; leave -mean-repeat out of --model");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, resnet3d-18-basic-t5, resnet3d-18-basic-t5",
    "resnet3d-18-basic-t3, resnet3d-18-basic-t5, resnet3d-18-basic-t5",
    "resnet3d-50-t3-temporal-stride, resnet3d-18-bottleneck-t3, resnet3d-18-bottleneck-t3-temporal-stride",
    "resnet3d-50-t3, resnet34, resnet3d-34-basic-t3",
    "resnet50, resnet3d-50-t3, resnet3d-50-t3"
  })
  void weightsOfAnotherNetworkAreNamed(String asked, String held, String named) throws IOException {
    Path file = write(ResNetSpec.of(held));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), ResNetSpec.of(asked), Stage.CONV5_X))
        .withMessageEndingWith("; these look like %s weights; use --model %s", named, named);
  }

  private static void assertTaps(String model, String taps, int divisor) {
    float[] flat = new GeneratedWeights(6, IMAGES).values("layer2.0.conv1.weight");
    NamedTensors inflated = inflated(model);
    List<String> frames = List.of(taps.split(" "));
    assertThat(inflated.shape("layer2.0.conv1.weight"))
        .containsExactly(128L, 64L, (long) frames.size(), 3L, 3L);
    float[] found = inflated.values("layer2.0.conv1.weight");
    for (int kernel = 0; kernel < flat.length / 9; kernel++) {
      for (int frame = 0; frame < frames.size(); frame++) {
        for (int i = 0; i < 9; i++) {
          float expected = Integer.parseInt(frames.get(frame)) * flat[kernel * 9 + i] / divisor;
          float value = found[(kernel * frames.size() + frame) * 9 + i];
          if (value != expected) {
            assertThat(value).as("kernel %d, frame %d", kernel, frame).isEqualTo(expected);
          }
        }
      }
    }
  }

  private static NamedTensors inflated(String model) {
    return InflatedTensors.of("test", new GeneratedWeights(6, IMAGES), ResNetSpec.of(model));
  }

  private Backbone load(ResNetSpec spec) throws IOException {
    FoldedWeights weights = WeightsSource.load(write(IMAGES).toString(), spec, Stage.CONV5_X);
    return new OnednnEngine().load(weights, Precision.F32);
  }

  private Path write(ResNetSpec spec) throws IOException {
    return SafetensorsFile.of(
        folder.resolve(spec.name() + ".safetensors"), new GeneratedWeights(6, spec), name -> name);
  }

  /** Map of conv5_x, CTHW, of a clip whose frame {@code i} is the image {@code image(i)}. */
  private static float[] conv5(Backbone backbone, int frames, IntUnaryOperator image) {
    float[] clip = new float[3 * frames * PLANE];
    for (int frame = 0; frame < frames; frame++) {
      float[] values = GeneratedWeights.uniform("image" + image.applyAsInt(frame), 6, 3 * PLANE);
      for (int channel = 0; channel < 3; channel++) {
        System.arraycopy(values, channel * PLANE, clip, (channel * frames + frame) * PLANE, PLANE);
      }
    }
    try (Slot slot = backbone.openSlot(1)) {
      slot.begin(frames, SIDE, SIDE);
      slot.setValues(0, FloatBuffer.wrap(clip));
      StageMaps maps = slot.forward(1, EnumSet.of(Stage.CONV5_X));
      FloatBuffer map = FloatBuffer.allocate((int) maps.shape(Stage.CONV5_X).size());
      maps.copyMap(Stage.CONV5_X, map);
      return map.array();
    }
  }

  /** One frame of a map of 512 channels and one pixel a frame. */
  private static float[] frame(float[] map, int frame, int frames) {
    float[] values = new float[512];
    for (int channel = 0; channel < 512; channel++) {
      values[channel] = map[channel * frames + frame];
    }
    return values;
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(distance(found, expected)).isLessThan(1e-5);
  }

  /** Largest difference over the largest value. */
  private static double distance(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double largest =
        IntStream.range(0, expected.length).mapToDouble(i -> expected[i]).max().orElse(0);
    return IntStream.range(0, expected.length)
            .mapToDouble(i -> Math.abs(found[i] - expected[i]))
            .max()
            .orElse(0)
        / largest;
  }
}
