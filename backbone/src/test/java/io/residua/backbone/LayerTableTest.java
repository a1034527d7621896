package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.residua.backbone.LayerTable.Counts;
import io.residua.backbone.LayerTable.Layer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what the paper, torchvision, Paddle and Keras publish. */
class LayerTableTest {

  /**
   * {@code num_params} and {@code _ops} of torchvision 0.15's {@code resnet.py}, in 10^9
   * multiply-adds.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 11689512, 1.814",
    "resnet34, 21797672, 3.664",
    "resnet50, 25557032, 4.089",
    "resnet101, 44549160, 7.801",
    "resnet152, 60192808, 11.514"
  })
  void parametersAndMultiplyAddsAreTorchvisions(String model, long parameters, double billions) {
    Counts all = table(model).counts();
    assertThat(all.trainable()).isEqualTo(parameters);
    assertThat(Math.round(all.multiplyAdds() / 1e6)).isEqualTo(Math.round(billions * 1e3));
  }

  /** {@code paddle.summary} of {@code paddle.vision.models.resnet50}, with and without fc. */
  @Test
  void totalsWithRunningStatisticsArePaddles() {
    assertThat(table("resnet50").counts().parameters()).isEqualTo(25_610_152);
    assertThat(table("resnet50").withoutClassifier().parameters()).isEqualTo(23_561_152);
  }

  /** {@code summary()} of keras.applications, whole and {@code include_top=False}. */
  @Test
  void totalsOfBiasedConvolutionsAreKeras() {
    assertThat(table("resnet50-keras").counts().parameters()).isEqualTo(25_636_712);
    assertThat(table("resnet50-keras").counts().trainable()).isEqualTo(25_583_592);
    assertThat(table("resnet50-keras").withoutClassifier().parameters()).isEqualTo(23_587_712);
    assertThat(table("resnet101-keras").withoutClassifier().parameters()).isEqualTo(42_658_176);
    assertThat(table("resnet152-keras").withoutClassifier().parameters()).isEqualTo(58_370_944);
  }

  /** He et al. 2016, Table 1: last rows of conv1 to conv5_x. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 64, 128, 256, 512",
    "resnet34, 64, 128, 256, 512",
    "resnet50, 256, 512, 1024, 2048",
    "resnet101, 256, 512, 1024, 2048",
    "resnet152, 256, 512, 1024, 2048"
  })
  void partsEndWithThePapersShapes(String model, int conv2, int conv3, int conv4, int conv5) {
    LayerTable table = table(model);
    assertThat(table.layers().get(0).output()).isEqualTo(new FeatureShape(64, 112, 112));
    assertThat(table.parts())
        .containsExactly("stem", "conv2_x", "conv3_x", "conv4_x", "conv5_x", "classifier");
    assertThat(table.parts().stream().map(part -> last(table, part).output()))
        .containsExactly(
            new FeatureShape(64, 56, 56),
            new FeatureShape(conv2, 56, 56),
            new FeatureShape(conv3, 28, 28),
            new FeatureShape(conv4, 14, 14),
            new FeatureShape(conv5, 7, 7),
            new FeatureShape(1000, 1, 1));
  }

  /** The paper's place of the stride costs less: its 3x3 sees a quarter of the pixels. */
  @ParameterizedTest
  @CsvSource({
    "resnet50-stride-in-1x1, 3.858",
    "resnet101-stride-in-1x1, 7.570",
    "resnet152-stride-in-1x1, 11.282"
  })
  void theStrideInThe1x1CostsWhatThePaperSays(String model, double billions) {
    assertThat(table(model).counts().multiplyAdds() / 1e9).isCloseTo(billions, within(0.0006));
  }

  @Test
  void rowsAreTorchvisionsModulesInForwardOrder() {
    assertThat(table("resnet50").layers().stream().map(Layer::name).limit(12))
        .containsExactly(
            "conv1",
            "bn1",
            "maxpool",
            "layer1.0.conv1",
            "layer1.0.bn1",
            "layer1.0.conv2",
            "layer1.0.bn2",
            "layer1.0.conv3",
            "layer1.0.bn3",
            "layer1.0.downsample.0",
            "layer1.0.downsample.1",
            "layer1.1.conv1");
    assertThat(table("resnet50").layers().stream().map(Layer::name)).endsWith("avgpool", "fc");
    assertThat(table("resnet50").layers()).hasSize(2 * 53 + 3);
  }

  @Test
  void anAveragedShortcutHasARowForItsPool() {
    List<Layer> layers = LayerTable.of(ResNetSpec.of("resnet50-avg-down"), 1, 75, 61).layers();
    assertThat(layers).filteredOn(layer -> layer.name().equals("layer1.0.downsample.0")).isEmpty();
    assertThat(layers)
        .filteredOn(layer -> layer.name().startsWith("layer2.0.downsample"))
        .containsExactly(
            new Layer(
                "conv3_x", "layer2.0.downsample.0", new FeatureShape(256, 10, 8), Counts.NONE),
            new Layer(
                "conv3_x",
                "layer2.0.downsample.1",
                new FeatureShape(512, 10, 8),
                new Counts(131_072, 0, 131_072 * 80)),
            new Layer(
                "conv3_x",
                "layer2.0.downsample.2",
                new FeatureShape(512, 10, 8),
                new Counts(1024, 1024, 0)));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 1",
    "resnet50-os8, 1",
    "resnet50-deep-stem-avg-down, 1",
    "resnet34-conv4, 1",
    "resnet3d-50-t3-temporal-stride, 5",
    "resnet3d-18-basic-conv4-t5-temporal-stride, 8"
  })
  void everyStageEndsWithTheShapeOfTheSpec(String model, int frames) {
    ResNetSpec spec = ResNetSpec.of(model);
    LayerTable table = LayerTable.of(spec, frames, 75, 61);
    for (Stage stage : spec.stages()) {
      assertThat(last(table, stage.label()).output()).isEqualTo(spec.shape(stage, frames, 75, 61));
    }
  }

  /** 3 x 3 x 3 taps over 4 frames: as many times the multiply-adds of 3 x 3 over one as 12. */
  @Test
  void framesCount() {
    LayerTable clip = LayerTable.of(ResNetSpec.of("resnet3d-50-t3"), 4, 224, 224);
    Counts inflated = layer(clip, "layer2.0.conv2").counts();
    Counts flat = layer(table("resnet50"), "layer2.0.conv2").counts();
    assertThat(inflated.trainable()).isEqualTo(3 * flat.trainable());
    assertThat(inflated.multiplyAdds()).isEqualTo(12 * flat.multiplyAdds());
    assertThat(clip.classified()).isFalse();
    assertThat(clip.counts().parameters()).isEqualTo(45_974_464);
  }

  @Test
  void aCutNetworkHasNoClassifier() {
    LayerTable cut = LayerTable.of(ResNetSpec.of("resnet50-conv4"), 1, 224, 224);
    assertThat(cut.parts()).containsExactly("stem", "conv2_x", "conv3_x", "conv4_x");
    assertThat(cut.counts()).isEqualTo(cut.withoutClassifier());
  }

  @Test
  void anInputThatNobodyHasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerTable.of(ResNetSpec.of("resnet18"), 1, 0, 40_000))
        .withMessage(
            "[input] expected frames, height and width from 1 to 32767, found 1, 0 and 40000; give other extents");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerTable.of(ResNetSpec.of("resnet18"), 2, 224, 224))
        .withMessage(
            "[batch] frames: expected 1, as resnet18 takes images, found 2; use a resnet3d model for clips");
  }

  private static LayerTable table(String model) {
    return LayerTable.of(ResNetSpec.of(model), 1, 224, 224);
  }

  private static Layer last(LayerTable table, String part) {
    List<Layer> layers =
        table.layers(part).stream().filter(layer -> !layer.name().contains("downsample")).toList();
    return layers.get(layers.size() - 1);
  }

  private static Layer layer(LayerTable table, String name) {
    return table.layers().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }
}
