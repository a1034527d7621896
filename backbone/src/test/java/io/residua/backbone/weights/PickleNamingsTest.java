package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.weights.Naming.Layout;
import io.residua.backbone.weights.Naming.Placed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleNamingsTest {
  private static final Naming DETECTRON = new DetectronNaming();
  private static final Naming DETECTRON2 = Detectron2Naming.of(Map.of());

  @ParameterizedTest
  @CsvSource({
    "conv1_w, conv1.weight",
    "res_conv1_bn_s, bn1.weight",
    "res_conv1_bn_b, bn1.bias",
    "res2_0_branch2a_w, layer1.0.conv1.weight",
    "res2_0_branch2a_bn_s, layer1.0.bn1.weight",
    "res2_0_branch1_w, layer1.0.downsample.0.weight",
    "res2_0_branch1_bn_b, layer1.0.downsample.1.bias",
    "res4_22_branch2b_w, layer3.22.conv2.weight",
    "res5_2_branch2c_bn_rm, layer4.2.bn3.running_mean",
    "res5_2_branch2c_bn_riv, layer4.2.bn3.running_var",
  })
  void detectronsNamesHaveAPlace(String name, String place) {
    assertThat(DETECTRON.place(name))
        .hasValueSatisfying(p -> assertThat(p.name()).isEqualTo(place));
  }

  @ParameterizedTest
  @CsvSource({
    "conv1_b",
    "conv1_w_momentum",
    "res2_0_branch2a_w_momentum",
    "fpn_inner_res2_2_sum_w",
    "fc1000_w",
    "res6_0_branch2a_w",
    "res2_0_branch2a_b"
  })
  void whatIsNoPartOfDetectronsBackboneHasNone(String name) {
    assertThat(DETECTRON.place(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "stem.conv1.norm.running_var, bn1.running_var",
    "res2.0.conv1.weight, layer1.0.conv1.weight",
    "backbone.bottom_up.res2.0.conv1.norm.weight, layer1.0.bn1.weight",
    "backbone.res3.1.conv3.norm.running_mean, layer2.1.bn3.running_mean",
    "backbone.res2.0.shortcut.weight, layer1.0.downsample.0.weight",
    "roi_heads.res5.0.shortcut.norm.bias, layer4.0.downsample.1.bias",
  })
  void detectron2sNamesHaveAPlaceBehindAnyPrefix(String name, String place) {
    assertThat(DETECTRON2.place(name)).contains(new Placed(place, Layout.OIHW));
  }

  @ParameterizedTest
  @CsvSource({"backbone.fpn_lateral2.weight", "roi_heads.box_head.conv1.weight", "pixel_mean"})
  void whatIsNoPartOfDetectron2sBackboneHasNone(String name) {
    assertThat(DETECTRON2.place(name)).isEmpty();
  }

  @Test
  void theFirstConvolutionTakesBgrUnlessItCameFromTorchvision() {
    assertThat(DETECTRON.place("conv1_w")).contains(new Placed("conv1.weight", Layout.OIHW_OF_BGR));
    String first = "backbone.bottom_up.stem.conv1.weight";
    assertThat(DETECTRON2.place(first)).contains(new Placed("conv1.weight", Layout.OIHW_OF_BGR));
    assertThat(Detectron2Naming.of(Map.of("__author__", "torchvision")).place(first))
        .contains(new Placed("conv1.weight", Layout.OIHW));
  }

  @ParameterizedTest
  @CsvSource({
    "conv1.weight, conv1.weight",
    "bn1._mean, bn1.running_mean",
    "layer3.5.bn3._variance, layer3.5.bn3.running_var",
    "layer1.0.downsample.0.weight, layer1.0.downsample.0.weight",
    "layer1.0.downsample.1.bias, layer1.0.downsample.1.bias",
  })
  void paddlesStatisticsAreRenamed(String name, String place) {
    assertThat(new PaddleNaming().place(name)).contains(new Placed(place, Layout.OIHW));
    assertThat(new PaddleNaming().place("fc.weight")).isEmpty();
  }

  @Test
  void blocksOfPaddleClasAreCountedFromTheShortcuts() {
    List<String> names =
        List.of(
            "blocks.0.short.conv.weight",
            "blocks.3.short.conv.weight",
            "blocks.7.short.conv.weight",
            "blocks.13.short.conv.weight");
    Naming naming = PaddleClasNaming.of(names);
    assertThat(naming.label()).isEqualTo("PaddleClas");
    assertThat(name(naming, "stem.0.conv.weight")).isEqualTo("conv1.weight");
    assertThat(name(naming, "stem.0.bn._mean")).isEqualTo("bn1.running_mean");
    assertThat(name(naming, "blocks.2.conv2.bn.bias")).isEqualTo("layer1.2.bn3.bias");
    assertThat(name(naming, "blocks.12.conv0.conv.weight")).isEqualTo("layer3.5.conv1.weight");
    assertThat(name(naming, "blocks.13.short.bn._variance"))
        .isEqualTo("layer4.0.downsample.1.running_var");
    assertThat(naming.place("fc.weight")).isEmpty();
  }

  @Test
  void theDeepStemOfPaddleClasIsPlacedWhereTimmsIs() {
    Naming naming =
        PaddleClasNaming.of(List.of("stem.2.conv.weight", "blocks.0.short.conv.weight"));
    assertThat(name(naming, "stem.0.conv.weight")).isEqualTo("conv1.0.weight");
    assertThat(name(naming, "stem.1.bn._variance")).isEqualTo("conv1.4.running_var");
    assertThat(name(naming, "stem.2.conv.weight")).isEqualTo("conv1.6.weight");
    assertThat(name(naming, "stem.2.bn.weight")).isEqualTo("bn1.weight");
    assertThat(name(naming, "blocks.0.short.conv.weight"))
        .isEqualTo("layer1.0.downsample.1.weight");
    assertThat(name(naming, "blocks.0.short.bn.bias")).isEqualTo("layer1.0.downsample.2.bias");
  }

  private static String name(Naming naming, String name) {
    return naming.place(name).orElseThrow().name();
  }
}
