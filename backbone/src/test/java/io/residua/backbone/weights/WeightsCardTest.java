package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsCardTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet34",
        "resnet101",
        "resnet50-deep-stem-avg-down",
        "resnet18-biased",
        "resnet50-conv4",
        "resnet3d-18-basic-t3",
        "resnet3d-50-t5"
      })
  void theNetworkIsFoundFromTheTensors(String model) throws IOException {
    try (WeightsSource weights = WeightsSource.open(torchvisions(model).toString(), null)) {
      assertThat(weights.card().spec()).isEqualTo(ResNetSpec.of(model));
      assertThat(weights.card().preprocessing(null)).isEqualTo(Preprocessing.IMAGENET_224);
      assertThat(weights.card().preprocessingSure()).isFalse();
    }
  }

  @Test
  void whatATensorCannotTellIsSaid() throws IOException {
    try (WeightsSource weights = WeightsSource.open(torchvisions("resnet50").toString(), null)) {
      assertThat(weights.card().assumptions(null))
          .containsExactly(
              "the stride is in the 3x3, as torchvision has it; --model says otherwise",
              "no stage is dilated, which leaves no trace in tensors; --model says otherwise",
              "images are preprocessed by imagenet-224, as is usual with torchvision; --preprocess says otherwise");
      assertThat(weights.card().assumptions(Preprocessing.TIMM_224)).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "keras, resnet50-keras, caffe-224",
    "keras-first-generation, resnet50-keras-first-generation, caffe-224",
    "detectron, resnet50-stride-in-1x1, detectron-224",
    "detectron2, resnet50-stride-in-1x1, detectron2-224",
    "paddle, resnet50, imagenet-224",
    "mmdetection, resnet50, imagenet-224"
  })
  void namesTellTheLibraryItsLayoutAndItsPreprocessing(
      String library, String model, String preprocessing) throws IOException {
    GeneratedWeights made = new GeneratedWeights(1, ResNetSpec.of(model));
    try (WeightsSource weights = WeightsSource.open(saved(library, made).toString(), null)) {
      assertThat(weights.card().spec()).isEqualTo(ResNetSpec.of(model));
      assertThat(weights.card().preprocessing(null)).isEqualTo(Preprocessing.of(preprocessing));
      assertThat(weights.unplaced()).isEmpty();
      assertThat(weights.names()).containsExactlyInAnyOrderElementsOf(made.names());
      for (String name : made.names()) {
        assertThat(weights.shape(name)).as(name).isEqualTo(made.shape(name));
        if (!library.equals("detectron") || !name.contains(".running_")) {
          assertThat(weights.values(name)).as(name).isEqualTo(made.values(name));
        }
      }
    }
  }

  @Test
  void anotherNetworkThanKerasNamesAreOfIsRefused() throws IOException {
    Path file = saved("keras", new GeneratedWeights(1, ResNetSpec.of("resnet50-keras")));
    for (String asked : List.of("resnet50", "resnet50-biased")) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> WeightsSource.open(file.toString(), ResNetSpec.of(asked)))
          .withMessage(
              "[keras.safetensors] model: expected resnet50-keras, of which these are the weights, found %s; use --model resnet50-keras or leave it out",
              asked);
    }
    try (WeightsSource weights = WeightsSource.open(file.toString(), null)) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> weights.card().preprocessing(Preprocessing.IMAGENET_224))
          .withMessage(
              "[keras.safetensors] preprocessing: expected caffe-224, which these weights were trained with, found imagenet-224; leave --preprocess out");
    }
  }

  @Test
  void aFileThatSaysItsNetworkIsOfNoOtherThatWouldFit() throws IOException {
    Path file = folder.resolve("said.safetensors");
    try (WeightsSource made = WeightsSource.open("generated:1", ResNetSpec.of("resnet50"))) {
      SafetensorsWriter.write(made, file);
    }
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(
            () -> WeightsSource.open(file.toString(), ResNetSpec.of("resnet50-stride-in-1x1")))
        .withMessage(
            "[said.safetensors] model: expected resnet50, of which these are the weights, found resnet50-stride-in-1x1; use --model resnet50 or leave it out");
    for (String model : List.of("resnet50-os8", "resnet50-conv4", "resnet3d-50-t3")) {
      try (WeightsSource read = WeightsSource.open(file.toString(), ResNetSpec.of(model))) {
        assertThat(read.fold(Stage.CONV2_X).spec().name()).isEqualTo(model);
      }
    }
  }

  @Test
  void aCaffeNetworkUnderTorchvisionsNamesMustSayItsPreprocessing() throws IOException {
    Path file = torchvisions("resnet50");
    try (WeightsSource weights =
        WeightsSource.open(file.toString(), ResNetSpec.of("resnet50-stride-in-1x1"))) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> weights.card().preprocessing(null))
          .withMessageContaining("expected --preprocess for resnet50-stride-in-1x1");
      assertThat(weights.card().preprocessing(Preprocessing.CAFFE_224))
          .isEqualTo(Preprocessing.CAFFE_224);
    }
  }

  @Test
  void aConvertedFileKeepsItsCardAndItsValues() throws IOException {
    Path keras = saved("keras", new GeneratedWeights(1, ResNetSpec.of("resnet50-keras")));
    Path converted = folder.resolve("converted.safetensors");
    try (WeightsSource weights = WeightsSource.open(keras.toString(), null)) {
      SafetensorsWriter.write(weights, converted);
      assertThat(folder).isDirectoryNotContaining("glob:**.converted*");
      try (WeightsSource read = WeightsSource.open(converted.toString(), null)) {
        assertThat(read.card().spec()).isEqualTo(weights.card().spec());
        assertThat(read.card().preprocessing()).isEqualTo(Preprocessing.CAFFE_224);
        assertThat(read.card().assumptions()).isEmpty();
        assertThat(read.names()).isEqualTo(weights.names());
        for (String name : read.names()) {
          assertThat(read.shape(name)).isEqualTo(weights.shape(name));
          assertThat(read.values(name)).isEqualTo(weights.values(name));
        }
      }
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> SafetensorsWriter.write(weights, converted));
    }
  }

  @Test
  void normsOfAScaleAndAShiftAreFoldedAsSuch() throws IOException {
    ResNetSpec spec = ResNetSpec.of("resnet50-stride-in-1x1");
    GeneratedWeights made = new GeneratedWeights(1, spec);
    try (WeightsSource weights = WeightsSource.open(saved("detectron", made).toString(), null)) {
      var folded = weights.fold(Stage.CONV2_X);
      var convolution = spec.blocks(Stage.CONV2_X).get(0).branch().get(1);
      float[] gamma = made.values("layer1.0.bn2.weight");
      float[] kernel = made.values("layer1.0.conv2.weight");
      for (int i = 0; i < kernel.length; i++) {
        assertThat(folded.of(convolution).weight().get(i))
            .isCloseTo(kernel[i] * gamma[i / 576], withinPercentage(2e-5));
      }
      assertThat(folded.of(convolution).bias().get(3))
          .isEqualTo(made.values("layer1.0.bn2.bias")[3]);
    }
  }

  @Test
  void theResNetsOfCifarAreReadAndRefusedWithTheReason() {
    Path cifar = Path.of(System.getProperty("residua.shared.dir", "none"), "weights/cifar10");
    assumeTrue(Files.isDirectory(cifar), "skipped: there is no " + cifar);
    for (String asked : new @Nullable String[] {null, "resnet18", "resnet50"}) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(
              () ->
                  WeightsSource.open(
                          cifar.resolve("resnet20-12fca82f.th").toString(),
                          asked == null ? null : ResNetSpec.of(asked))
                      .fold(Stage.CONV5_X))
          .withMessageContaining("found 3 stages of [3, 3, 3] blocks with [16, 32, 64] channels")
          .withMessageContaining("a ResNet for CIFAR's 32-pixel images");
    }
  }

  @Test
  void kerasOwnTensorsAreOfTheFirstGeneration() {
    Path file =
        Path.of(
            System.getProperty("residua.shared.dir", "none"),
            "weights/resnet50-keras-to-res3a-partial.safetensors");
    assumeTrue(Files.exists(file), "skipped: there is no " + file);
    try (WeightsSource weights = WeightsSource.open(file.toString(), null)) {
      assertThat(weights.card().spec().name()).isEqualTo("resnet50-keras-first-generation");
      WeightsInspection found = WeightsInspection.of(weights);
      assertThat(found.reaches()).contains(Stage.CONV2_X);
      assertThat(weights.fold(Stage.CONV2_X).deepest()).isEqualTo(Stage.CONV2_X);
    }
  }

  private Path saved(String library, NamedTensors made) throws IOException {
    return SafetensorsFile.of(
        folder.resolve(library + ".safetensors"),
        LibraryTensors.of(library, made),
        Function.identity());
  }

  private Path torchvisions(String model) throws IOException {
    return SafetensorsFile.of(
        folder.resolve("weights.safetensors"),
        new GeneratedWeights(1, ResNetSpec.of(model)),
        Function.identity());
  }
}
