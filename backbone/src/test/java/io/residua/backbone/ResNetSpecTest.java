package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** He et al. 2016, Table 1, and torchvision's {@code state_dict} sizes. */
class ResNetSpecTest {

  @ParameterizedTest
  @CsvSource({
    "resnet18, 64, 128, 256, 512",
    "resnet34, 64, 128, 256, 512",
    "resnet50, 256, 512, 1024, 2048",
    "resnet101, 256, 512, 1024, 2048",
    "resnet152, 256, 512, 1024, 2048"
  })
  void stagesHaveThePapersShapes(String model, int conv2, int conv3, int conv4, int conv5) {
    ResNetSpec spec = ResNetSpec.of(model);
    assertThat(Arrays.stream(Stage.values()).map(stage -> spec.shape(stage, 224, 224)))
        .containsExactly(
            new FeatureShape(conv2, 56, 56),
            new FeatureShape(conv3, 28, 28),
            new FeatureShape(conv4, 14, 14),
            new FeatureShape(conv5, 7, 7));
  }

  /** Weighted layers as the paper counts them: the classifier counts, shortcuts do not. */
  @ParameterizedTest
  @CsvSource({"resnet18, 18", "resnet34, 34", "resnet50, 50", "resnet101, 101", "resnet152, 152"})
  void theNameIsTheNumberOfLayers(String model, int layers) {
    long convolutions =
        ResNetSpec.of(model).convolutions(Stage.CONV5_X).stream()
            .filter(convolution -> !convolution.name().contains("downsample"))
            .count();
    assertThat(convolutions + 1).isEqualTo(layers);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 11186112",
    "resnet34, 21301696",
    "resnet50, 23561152",
    "resnet101, 42605504",
    "resnet152, 58295232"
  })
  void valuesWithoutTheClassifierAreTorchvisions(String model, long values) {
    assertThat(values(ResNetSpec.of(model))).isEqualTo(values);
  }

  @Test
  void theStrideOfABottleneckIsInIts3x3() {
    ResidualBlock first = ResNetSpec.of("resnet50").blocks(Stage.CONV3_X).get(0);
    assertThat(first.branch()).map(Convolution::stride).containsExactly(1, 2, 1);
    assertThat(first.branch()).map(Convolution::kernel).containsExactly(1, 3, 1);
  }

  @Test
  void anUnknownModelIsRefusedWithTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet51"))
        .withMessage(
            "[model] expected one of resnet18, resnet34, resnet50, resnet101, resnet152, resnet3d-18-basic, resnet3d-18-bottleneck, resnet3d-34-basic, resnet3d-50, resnet3d-101, resnet3d-152, found resnet51");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet50, torchvision, 1 2 1, false, 1e-5",
    "resnet50-stride-in-1x1, stride-in-1x1, 2 1 1, false, 1e-5",
    "resnet101-stride-in-1x1, stride-in-1x1, 2 1 1, false, 1e-5",
    "resnet50-biased, biased, 1 2 1, true, 1e-5",
    "resnet50-stride-in-1x1-biased, stride-in-1x1-biased, 2 1 1, true, 1e-5",
    "resnet152-keras, keras, 2 1 1, true, 1.001e-5",
    "resnet50-keras-first-generation, keras-first-generation, 2 1 1, true, 1e-3"
  })
  void aNameSaysTheVariant(
      String name, String variant, String strides, boolean biased, double epsilon) {
    ResNetSpec spec = ResNetSpec.of(name);
    assertThat(spec.name()).isEqualTo(name);
    assertThat(spec.variant().label()).isEqualTo(variant);
    assertThat(spec.variant().normalization().epsilon()).isEqualTo(epsilon);
    assertThat(spec.convolutions(Stage.CONV5_X)).allMatch(one -> one.biased() == biased);
    assertThat(spec.blocks(Stage.CONV4_X).get(0).branch())
        .map(convolution -> String.valueOf(convolution.stride()))
        .isEqualTo(List.of(strides.split(" ")));
  }

  /** By block, the dilation of each 3x3 in conv4_x and conv5_x. */
  @ParameterizedTest
  @CsvSource({
    "resnet50, 8 16 32, 1 1 1 1 1 1, 1 1 1",
    "resnet50-os16, 8 16 16, 1 1 1 1 1 1, 1 2 2",
    "resnet50-os8, 8 8 8, 1 2 2 2 2 2, 2 4 4",
    "resnet50-os16-whole-stage-dilated, 8 16 16, 1 1 1 1 1 1, 2 2 2",
    "resnet50-keras-os8-whole-stage-dilated, 8 8 8, 2 2 2 2 2 2, 4 4 4",
    "resnet18-os8, 8 8 8, 1 2 2 2, 2 4 4 4",
    "resnet18-os8-whole-stage-dilated, 8 8 8, 2 1 2 1, 4 1 4 1"
  })
  void dilationKeepsTheSizeByEitherRule(String name, String strides, String conv4, String conv5) {
    ResNetSpec spec = ResNetSpec.of(name);
    assertThat(spec.name()).isEqualTo(name);
    assertThat(Stream.of(Stage.CONV3_X, Stage.CONV4_X, Stage.CONV5_X).map(spec::stride))
        .isEqualTo(numbers(strides));
    assertThat(dilations(spec, Stage.CONV4_X)).isEqualTo(numbers(conv4));
    assertThat(dilations(spec, Stage.CONV5_X)).isEqualTo(numbers(conv5));
    assertThat(spec.shape(Stage.CONV5_X, 224, 224).height())
        .isEqualTo(224 / spec.stride(Stage.CONV5_X));
  }

  @ParameterizedTest
  @ValueSource(strings = {"caffe", "keras-stride-in-1x1", "torchvision", "stride-in-1x1-"})
  void anUnknownVariantIsRefusedWithTheFeatures(String features) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet50-" + features))
        .withMessage(
            "[variant] expected some of stride-in-1x1, biased, keras, keras-first-generation, deep-stem, avg-down, os16, os8, os16-whole-stage-dilated, os8-whole-stage-dilated, conv4, t1, t3, t5, t7, temporal-stride, mean-repeat, in this order with a '-' between, found '%s'",
            features);
  }

  @Test
  void aVariantThatANetworkCannotHaveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet18-keras"))
        .withMessage(
            "[model] resnet18: expected a variant its blocks can have, found keras; they have no 1x1 for the stride");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Variant.of("keras").with(StridePlacement.IN_3X3))
        .withMessage(
            "[variant] keras: expected the stride in the 1x1, as Keras has it, found it in the 3x3");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet50-deep-stem, 23580512, layer2.0.downsample.0, 1, 2",
    "resnet50-deep-stem-avg-down, 23580512, layer2.0.downsample.1, 2, 1",
    "resnet50-avg-down, 23561152, layer2.0.downsample.1, 2, 1"
  })
  void aDeepStemAndAnAveragedShortcutAreTimms(
      String name, long values, String shortcut, int pooling, int stride) {
    ResNetSpec spec = ResNetSpec.of(name);
    ResidualBlock first = spec.blocks(Stage.CONV3_X).get(0);
    assertThat(spec.name()).isEqualTo(name);
    assertThat(values(spec)).isEqualTo(values);
    assertThat(first.pooling()).isEqualTo(pooling);
    assertThat(first.shortcut())
        .extracting(Convolution::name, Convolution::stride)
        .containsExactly(shortcut, stride);
  }

  @Test
  void anAveragedShortcutNeedsWholeStagesDilated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet50-avg-down-os16"))
        .withMessage(
            "[variant] avg-down-os16: expected whole stages dilated beside an average pool, found the other rule; use os16-whole-stage-dilated");
  }

  /** Values as torch counts them; by stage, frames left of 8 and of 5. */
  @ParameterizedTest
  @CsvSource({
    "resnet3d-18-bottleneck-t3, 26363328, 8 8 8 8, 5 5 5 5, 2048",
    "resnet3d-50-t3, 45974464, 8 8 8 8, 5 5 5 5, 2048",
    "resnet3d-50-t3-temporal-stride, 45974464, 8 4 2 1, 5 3 2 1, 2048",
    "resnet3d-50-conv4-t3, 16831424, 8 8 8, 5 5 5, 1024",
    "resnet3d-50-stride-in-1x1-t3-temporal-stride, 45974464, 8 4 2 1, 5 3 2 1, 2048",
    "resnet3d-18-basic-t3, 32862144, 8 8 8 8, 5 5 5 5, 512",
    "resnet3d-34-basic-t3-temporal-stride, 63031744, 8 4 2 1, 5 3 2 1, 512",
    "resnet3d-50-os16-t3-temporal-stride, 45974464, 8 4 2 2, 5 3 2 2, 2048"
  })
  void anInflatedNetworkTakesClips(
      String name, long values, String framesOf8, String framesOf5, int channels) {
    ResNetSpec spec = ResNetSpec.of(name);
    assertThat(spec.name()).isEqualTo(name);
    assertThat(spec.temporal()).isTrue();
    assertThat(values(spec)).isEqualTo(values);
    assertThat(frames(spec, 8)).isEqualTo(numbers(framesOf8));
    assertThat(frames(spec, 5)).isEqualTo(numbers(framesOf5));
    assertThat(spec.stages())
        .allMatch(stage -> spec.temporalStride(stage) == 8 / spec.shape(stage, 8, 64, 64).frames());
    assertThat(spec.channels(spec.deepest())).isEqualTo(channels);
  }

  @Test
  void aClipIsNarrowedInTimeOnlyWhereItIsInSpace() {
    ResNetSpec spec = ResNetSpec.of("resnet3d-34-basic-t5-temporal-stride");
    assertThat(spec.stem()).map(Convolution::temporal).containsExactly(new Temporal(1, 1));
    assertThat(spec.blocks(Stage.CONV2_X).get(0).branch())
        .map(Convolution::temporal)
        .containsExactly(new Temporal(1, 1), new Temporal(1, 1));
    assertThat(spec.blocks(Stage.CONV2_X).get(0).shortcut()).isNull();
    ResidualBlock first = spec.blocks(Stage.CONV3_X).get(0);
    assertThat(first.branch())
        .map(Convolution::temporal)
        .containsExactly(new Temporal(5, 2), new Temporal(5, 1));
    assertThat(first.shortcut()).extracting(Convolution::temporal).isEqualTo(new Temporal(1, 2));
    assertThat(first.branch().get(0).weightShape()).containsExactly(128L, 64L, 5L, 3L, 3L);
    assertThat(
            ResNetSpec.of("resnet3d-50-t3-temporal-stride").blocks(Stage.CONV3_X).get(0).branch())
        .map(Convolution::temporal)
        .containsExactly(new Temporal(1, 1), new Temporal(3, 2), new Temporal(1, 1));
  }

  @Test
  void aNetworkIsForClipsOrForImages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet3d-50"))
        .withMessage(
            "[model] resnet3d-50: expected a temporal kernel, t1, t3, t5 or t7, found none; try resnet3d-50-t3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet50-t3"))
        .withMessage(
            "[model] resnet50: expected a variant of a network of images, found t3; clips are for resnet3d-50-t3 and the like");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet3d-18-t3"))
        .withMessageStartingWith("[model] expected one of resnet18,")
        .withMessageEndingWith("found resnet3d-18-t3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet50").shape(Stage.CONV2_X, 2, 32, 32))
        .withMessage(
            "[batch] frames: expected 1, as resnet50 takes images, found 2; use a resnet3d model for clips");
  }

  @Test
  void anInflationThatNobodyHasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet3d-50-temporal-stride"))
        .withMessage(
            "[variant] temporal kernel: expected one of t1, t3, t5, t7, found none; try t3-temporal-stride");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Inflation(4, false, WeightInflation.CENTER_ONLY))
        .withMessage("[variant] temporal kernel: expected one of t1, t3, t5, t7, found t4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet3d-50-avg-down-t3"))
        .withMessage(
            "[variant] avg-down-t3: expected strided shortcuts in a network of clips, found averaged ones; use one or the other");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResNetSpec.of("resnet3d-50-temporal-stride-t3"))
        .withMessageStartingWith("[variant] expected some of ");
  }

  @ParameterizedTest
  @CsvSource({"resnet50-conv4, 1024", "resnet18-os16-conv4, 256", "resnet3d-50-conv4-t3, 1024"})
  void aBodyCutAfterConv4EndsThere(String name, int channels) {
    ResNetSpec spec = ResNetSpec.of(name);
    assertThat(spec.name()).isEqualTo(name);
    assertThat(spec.stages()).containsExactly(Stage.CONV2_X, Stage.CONV3_X, Stage.CONV4_X);
    assertThat(spec.shape(spec.deepest(), 224, 224)).isEqualTo(new FeatureShape(channels, 14, 14));
    for (ThrowingCallable beyond :
        List.<ThrowingCallable>of(
            () -> spec.blocks(Stage.CONV5_X),
            () -> spec.convolutions(Stage.CONV5_X),
            () -> spec.shape(Stage.CONV5_X, 224, 224))) {
      assertThatIllegalArgumentException()
          .isThrownBy(beyond)
          .withMessage(
              "[model] %s: expected a stage it has, which is conv4_x at most, found conv5_x; use a network that is not cut",
              name);
    }
  }

  private static List<Integer> frames(ResNetSpec spec, int frames) {
    return spec.stages().stream().map(stage -> spec.shape(stage, frames, 64, 64).frames()).toList();
  }

  private static long values(ResNetSpec spec) {
    return spec.convolutions(spec.deepest()).stream()
        .mapToLong(convolution -> convolution.weightCount() + 4L * convolution.outChannels())
        .sum();
  }

  private static List<Integer> dilations(ResNetSpec spec, Stage stage) {
    return spec.blocks(stage).stream()
        .flatMap(block -> block.branch().stream())
        .filter(convolution -> convolution.kernel() == 3)
        .map(Convolution::dilation)
        .toList();
  }

  private static List<Integer> numbers(String text) {
    return Stream.of(text.split(" ")).map(Integer::valueOf).toList();
  }
}
