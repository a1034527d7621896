package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
            "[model] expected one of resnet18, resnet34, resnet50, resnet101, resnet152, resnet3d-18-basic, resnet3d-18-bottleneck, resnet3d-34-basic, resnet3d-34-bottleneck, resnet3d-50, resnet3d-101, resnet3d-152, found resnet51");
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

  private static long values(ResNetSpec spec) {
    return spec.convolutions(Stage.CONV5_X).stream()
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
