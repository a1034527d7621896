package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.residua.backbone.Convolution;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KerasNamingTest {
  private final Naming keras = new KerasNaming();
  private final Naming first = new KerasFirstGenerationNaming();

  @ParameterizedTest
  @CsvSource({
    "conv1_conv/conv1_conv/kernel:0, conv1.weight, HWIO_OF_BGR",
    "conv1_conv/conv1_conv/bias:0, conv1.bias, HWIO",
    "model_weights/conv1_bn/conv1_bn/moving_variance:0, bn1.running_var, HWIO",
    "conv2_block1_0_conv/conv2_block1_0_conv/kernel:0, layer1.0.downsample.0.weight, HWIO",
    "conv2_block1_0_bn/conv2_block1_0_bn/gamma:0, layer1.0.downsample.1.weight, HWIO",
    "conv2_block1_1_conv/conv2_block1_1_conv/kernel:0, layer1.0.conv1.weight, HWIO",
    "conv4_block36_3_bn/conv4_block36_3_bn/beta:0, layer3.35.bn3.bias, HWIO",
    "conv5_block3_2_bn/moving_mean:0, layer4.2.bn2.running_mean, HWIO",
    "layers/conv3_block4_2_conv/vars/0, layer2.3.conv2.weight, HWIO",
    "layers/conv3_block4_2_bn/vars/3, layer2.3.bn2.running_var, HWIO",
    "conv3_block4_2_bn.gamma, layer2.3.bn2.weight, HWIO",
  })
  void applicationsNamesHaveAPlace(String name, String expected, Naming.Layout layout) {
    assertThat(keras.place(name)).contains(new Naming.Placed(expected, layout));
    assertThat(first.place(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "conv1/conv1_W:0, conv1.weight, HWIO_OF_BGR",
    "conv1/conv1_b:0, conv1.bias, HWIO",
    "conv1/conv1/kernel:0, conv1.weight, HWIO_OF_BGR",
    "bn_conv1/bn_conv1_running_std:0, bn1.running_var, HWIO",
    "bn_conv1/bn_conv1/moving_variance:0, bn1.running_var, HWIO",
    "res2a_branch1/res2a_branch1_W:0, layer1.0.downsample.0.weight, HWIO",
    "bn2a_branch1/bn2a_branch1_gamma:0, layer1.0.downsample.1.weight, HWIO",
    "res3d_branch2b/res3d_branch2b/kernel:0, layer2.3.conv2.weight, HWIO",
    "bn5c_branch2c/bn5c_branch2c_beta:0, layer4.2.bn3.bias, HWIO",
    "res4b_branch2a/res4b_branch2a_b:0, layer3.1.conv1.bias, HWIO",
    "res4b22_branch2a/res4b22_branch2a_W:0, layer3.22.conv1.weight, HWIO",
    "bn3b1_branch2a/bn3b1_branch2a_running_mean:0, layer2.1.bn1.running_mean, HWIO",
    "bn2a_branch2c.moving_mean, layer1.0.bn3.running_mean, HWIO",
  })
  void firstGenerationsNamesHaveAPlace(String name, String expected, Naming.Layout layout) {
    assertThat(first.place(name)).contains(new Naming.Placed(expected, layout));
    assertThat(keras.place(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fc1000/fc1000_W:0",
        "probs/probs/kernel:0",
        "predictions/predictions/bias:0",
        "optimizer_weights/Adam/conv1_conv/kernel/m:0",
        "optimizer_weights/conv1_conv/kernel:0",
        "layers/conv2d_7/vars/0",
        "conv1_conv/conv1_conv/gamma:0",
        "conv2_block1_preact_bn/conv2_block1_preact_bn/gamma:0",
        "conv1/other_W:0",
        "res2a_branch2a/res2a_branch2a_gamma:0",
        "res6a_branch2a/res6a_branch2a_W:0",
        "layer1.0.conv1.weight",
        "layer1.0.bn1.bias",
        "",
      })
  void whatIsNoPartOfABackboneHasNone(String name) {
    assertThat(keras.place(name)).isEmpty();
    assertThat(first.place(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"resnet50-keras", "resnet101-keras", "resnet152-keras"})
  void everyTensorOfANetworkIsPlacedOnce(String name) {
    ResNetSpec spec = ResNetSpec.of(name);
    assertThat(placed(keras, spec, List.of("conv1_conv", "conv1_bn"), true))
        .isEqualTo(needed(spec));
    assertThat(placed(first, spec, List.of("conv1", "bn_conv1"), false)).isEqualTo(needed(spec));
  }

  @Test
  void realTensorsOfKerasFirstGenerationHaveAPlace() {
    Path file =
        Path.of(
            System.getProperty("residua.shared.dir", "../../shared"),
            "weights/resnet50-keras-to-res3a-partial.safetensors");
    if (!Files.exists(file)) {
      abort("real Keras tensors are skipped: there is no " + file);
    }
    ResNetSpec spec = ResNetSpec.of("resnet50-keras-first-generation");
    try (Safetensors tensors = Safetensors.open(file)) {
      Set<String> places =
          tensors.names().stream()
              .map(first::place)
              .flatMap(Optional::stream)
              .map(Naming.Placed::name)
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> expected =
          needed(spec).stream()
              .filter(place -> place.matches("(conv1|bn1|layer1|layer2\\.0)\\..*"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(places).hasSize(90).isEqualTo(expected);
    }
  }

  /** The layers that Keras would make, by the rule of its builder rather than of the naming. */
  private static Set<String> placed(
      Naming naming, ResNetSpec spec, List<String> stem, boolean applications) {
    Stream.Builder<String> names = Stream.builder();
    conv(names, stem.get(0));
    norm(names, stem.get(1));
    for (Stage stage : Stage.values()) {
      int blocks = spec.depths().get(stage.index());
      for (int block = 0; block < blocks; block++) {
        for (int part = block == 0 ? 0 : 1; part <= 3; part++) {
          String layer =
              applications ? applications(stage, block, part) : caffe(stage, block, part, blocks);
          conv(names, applications ? layer + "_conv" : "res" + layer);
          norm(names, applications ? layer + "_bn" : "bn" + layer);
        }
      }
    }
    return names
        .build()
        .map(name -> naming.place(name).orElseThrow(() -> new AssertionError(name)).name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String applications(Stage stage, int block, int part) {
    return "conv%d_block%d_%d".formatted(stage.index() + 2, block + 1, part);
  }

  private static String caffe(Stage stage, int block, int part, int blocks) {
    String letters =
        block == 0 ? "a" : blocks > 6 ? "b" + block : String.valueOf((char) ('a' + block));
    String branch = part == 0 ? "1" : "2" + "abc".charAt(part - 1);
    return "%d%s_branch%s".formatted(stage.index() + 2, letters, branch);
  }

  private static void conv(Stream.Builder<String> names, String layer) {
    Stream.of("kernel:0", "bias:0").forEach(part -> names.add(layer + "/" + layer + "/" + part));
  }

  private static void norm(Stream.Builder<String> names, String layer) {
    Stream.of("gamma:0", "beta:0", "moving_mean:0", "moving_variance:0")
        .forEach(part -> names.add(layer + "/" + layer + "/" + part));
  }

  private static Set<String> needed(ResNetSpec spec) {
    Set<String> names = new TreeSet<>();
    for (Convolution convolution : spec.convolutions(Stage.CONV5_X)) {
      names.add(convolution.name() + ".weight");
      names.add(convolution.name() + ".bias");
      for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
        names.add(convolution.norm() + "." + part);
      }
    }
    return names;
  }
}
