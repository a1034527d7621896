package io.residua.backbone.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsSourceTest {
  private static final ResNetSpec RESNET18 = ResNetSpec.of("resnet18");

  @TempDir Path folder;

  @Test
  void anOfficialFileIsRefusedForAnotherNetworkBeforeItIsDownloaded() {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load("keras:resnet50", RESNET18, Stage.CONV2_X))
        .withMessage(
            "[keras:resnet50] model: expected resnet50-keras, of which these are the weights, found resnet18; use --model resnet50-keras or leave it out");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load("timm:resnet9", RESNET18, Stage.CONV2_X))
        .withMessageContaining("residua weights list shows them");
  }

  /** Against the generator as the reference program wrote it, in float32 of another language. */
  @Test
  void generatedValuesAreThoseOfTheRule() {
    assertThat(GeneratedWeights.uniform("input", 42, 4))
        .containsExactly(-0.15917552f, 0.81926656f, 0.9264475f, 0.7878722f);
  }

  @Test
  void theLastNormOfABranchIsSmall() {
    GeneratedWeights weights = new GeneratedWeights(42, ResNetSpec.of("resnet50"));
    for (float gamma : weights.values("layer1.0.bn3.weight")) {
      assertThat(gamma).isCloseTo(0.3f, within(0.1001f));
    }
    for (float gamma : weights.values("layer1.0.bn2.weight")) {
      assertThat(gamma).isCloseTo(1, within(0.1001f));
    }
  }

  @Test
  void aBiasIsFoldedWithTheVariantsEpsilon() {
    ResNetSpec keras = ResNetSpec.of("resnet50-keras-first-generation");
    FoldedWeights folded = WeightsSource.load("generated:3", keras, Stage.CONV2_X);
    GeneratedWeights raw = new GeneratedWeights(3, keras);
    int channel = 11;
    double scale =
        raw.values("bn1.weight")[channel]
            / Math.sqrt(raw.values("bn1.running_var")[channel] + 1e-3);
    double shifted = raw.values("conv1.bias")[channel] - raw.values("bn1.running_mean")[channel];
    assertThat((double) folded.of(keras.stem().get(0)).bias().get(channel))
        .isCloseTo(raw.values("bn1.bias")[channel] + shifted * scale, within(1e-7));
  }

  @Test
  void normsAreFoldedInFloat64() {
    FoldedWeights folded = WeightsSource.load("generated:3", RESNET18, Stage.CONV2_X);
    GeneratedWeights raw = new GeneratedWeights(3, RESNET18);
    int channel = 11;
    double scale =
        raw.values("bn1.weight")[channel]
            / Math.sqrt(raw.values("bn1.running_var")[channel] + 1e-5);
    FloatBuffer weight = folded.of(RESNET18.stem().get(0)).weight();
    assertThat(weight.get(channel * 147 + 5))
        .isEqualTo((float) (raw.values("conv1.weight")[channel * 147 + 5] * scale));
    assertThat(folded.of(RESNET18.stem().get(0)).bias().get(channel))
        .isEqualTo(
            (float)
                (raw.values("bn1.bias")[channel]
                    - raw.values("bn1.running_mean")[channel] * scale));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "backbone.", "module.", "model.state_dict."})
  void aFileGivesWhatItsTensorsSay(String prefix) throws IOException {
    Path file = write("resnet18.safetensors", RESNET18, prefix);
    FoldedWeights read = WeightsSource.load(file.toString(), RESNET18, Stage.CONV3_X);
    FoldedWeights made = WeightsSource.load("generated:1", RESNET18, Stage.CONV3_X);
    assertThat(read.source()).isEqualTo("resnet18.safetensors");
    assertThat(read.deepest()).isEqualTo(Stage.CONV3_X);
    assertThat(read.sha256())
        .isEqualTo(HexFormat.of().formatHex(Sha256.digest().digest(Files.readAllBytes(file))));
    for (var convolution : RESNET18.convolutions(Stage.CONV3_X)) {
      assertThat(read.of(convolution).weight()).isEqualTo(made.of(convolution).weight());
      assertThat(read.of(convolution).bias()).isEqualTo(made.of(convolution).bias());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet34, resnet18, layer1.2.conv1.weight, no such tensor",
    "resnet50, resnet34, 'layer1.0.conv1.weight', '[64, 64, 3, 3]'"
  })
  void weightsOfAnotherNetworkAreNamed(String asked, String held, String tensor, String found)
      throws IOException {
    Path file = write(held + "-file.safetensors", ResNetSpec.of(held), "");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), ResNetSpec.of(asked), Stage.CONV5_X))
        .withMessageStartingWith("[%s-file.safetensors] %s: expected [", held, tensor)
        .withMessageEndingWith(
            "], found %s; these look like %s weights; use --model %s", found, held, held);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet50, resnet50-keras, resnet50-keras or resnet50-keras-first-generation",
    "resnet34, resnet18-biased, resnet18-biased",
    "resnet101-stride-in-1x1, resnet50, resnet50-stride-in-1x1",
    "resnet50-os16, resnet50-deep-stem-avg-down, resnet50-deep-stem-avg-down",
    "resnet18-deep-stem, resnet18, resnet18"
  })
  void weightsOfAnotherVariantAreNamed(String asked, String held, String named) throws IOException {
    refusal(asked, held)
        .withMessageEndingWith("; these look like %s weights; use --model %s", named, named);
  }

  @Test
  void aMissingBiasIsNamedWithTheVariantsThatHaveNone() throws IOException {
    refusal("resnet50-keras", "resnet50")
        .withMessage(
            "[resnet50.safetensors] conv1.bias: expected [64], found no such tensor; "
                + "these look like resnet50 or resnet50-stride-in-1x1 weights; "
                + "use --model resnet50 or resnet50-stride-in-1x1");
  }

  @Test
  void aSurplusBiasIsNamed() throws IOException {
    refusal("resnet50", "resnet50-keras")
        .withMessageStartingWith(
            "[resnet50-keras.safetensors] conv1.bias: expected no bias before a batch norm, found one; ");
  }

  @Test
  void aShallowFileServesAShallowStage() throws IOException {
    NamedTensors whole = new GeneratedWeights(1, RESNET18);
    Path file =
        SafetensorsFile.of(
            folder.resolve("shallow.safetensors"),
            only(whole, name -> !name.startsWith("layer3") && !name.startsWith("layer4")),
            name -> name);
    assertThat(WeightsSource.load(file.toString(), RESNET18, Stage.CONV3_X).deepest())
        .isEqualTo(Stage.CONV3_X);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), RESNET18, Stage.CONV4_X))
        .withMessage(
            "[shallow.safetensors] layer3.0.conv1.weight: expected [256, 128, 3, 3], found no such tensor; "
                + "these are not whole resnet18 weights; get the file again");
  }

  @Test
  void aValueThatIsNotFiniteIsRefused() throws IOException {
    Path file = write("nan.safetensors", RESNET18, "");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 0x7f;
    bytes[bytes.length - 2] = (byte) 0xc0;
    Files.write(file, bytes);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), RESNET18, Stage.CONV5_X))
        .withMessageContaining(
            "layer4.1.bn2.running_var: expected finite values, found NaN at 511");
  }

  @Test
  void twoNetworksInOneFileAreRefused() throws IOException {
    Path file =
        SafetensorsFile.raw(
            folder.resolve("both.safetensors"),
            """
            {"a.layer1.0.conv1.weight":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},
             "b.layer1.0.conv1.weight":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""",
            0);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), RESNET18, Stage.CONV2_X))
        .withMessage(
            "[both.safetensors] expected one ResNet, found 2, under [a., b.]; keep one in the file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1|expected a weights file, found a git-LFS pointer; run 'git lfs pull'",
        "<?xml?><Error><Code>AccessDenied</Code>|expected a weights file, found an XML or HTML page that says AccessDenied, most likely",
        "<!DOCTYPE html>|expected a weights file, found an XML or HTML page, most likely",
        "PK\u0003\u0004 archive/data.pkl|truncated at byte 21, a zip (PyTorch's .pth or .pt)",
        "\u0080\u0002\u008a|truncated at byte 3, within the pickle",
        "\u0089HDF\r|expected safetensors, found 4 bytes"
      })
  void anotherKindOfFileIsNamedWithItsRemedy(String start, String found) throws IOException {
    Path file = Files.write(folder.resolve("other"), start.getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), RESNET18, Stage.CONV2_X))
        .withMessageStartingWith("[other] " + found);
  }

  @Test
  void aMissingFileAFolderAndABadSeedAreNamed() {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load("/no/such/file", RESNET18, Stage.CONV2_X))
        .withMessage("[/no/such/file] expected a weights file, found none; check the path");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(folder.toString(), RESNET18, Stage.CONV2_X))
        .withMessageEndingWith("expected a weights file, found a folder; name the file in it");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load("generated:x", RESNET18, Stage.CONV2_X))
        .withMessage("[weights] generated: expected a whole number, found 'x'; try generated:42");
  }

  @Test
  void everyBrokenSampleIsRefused() throws IOException {
    Path broken = Path.of(System.getProperty("residua.shared.dir", "none"), "weights/broken");
    assumeTrue(Files.isDirectory(broken), "skipped: there is no " + broken);
    try (Stream<Path> files = Files.list(broken)) {
      List<Path> all = files.toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        assertThatExceptionOfType(WeightsException.class)
            .isThrownBy(() -> WeightsSource.load(file.toString(), RESNET18, Stage.CONV2_X))
            .withMessageMatching(
                "(?s).*(truncated at byte \\d+ of .*|found a git-LFS pointer to 94765736 bytes, sha256:66c8b43daff3fcc15bc4f30e3d2a167e21a14d9c9598a5394e5516471f4af504; .*|found an XML or HTML page that says AccessDenied, .*)");
      }
    }
  }

  @Test
  void torchvisionsOwnFileIsRead() {
    Path file =
        Path.of(
            System.getProperty("residua.shared.dir", "none"),
            "weights/resnet18-torchvision-to-conv4_x.safetensors");
    assumeTrue(Files.exists(file), "skipped: there is no " + file);
    assertThat(WeightsSource.load(file.toString(), RESNET18, Stage.CONV4_X).sha256()).hasSize(64);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(
            () -> WeightsSource.load(file.toString(), ResNetSpec.of("resnet34"), Stage.CONV4_X))
        .withMessageEndingWith("these look like resnet18 weights; use --model resnet18");
  }

  @Test
  void weightsThatAreAllZeroAreRefused() {
    Path file =
        Path.of(
            System.getProperty("residua.shared.dir", "none"),
            "weights/resnet18-torchvision-to-conv4_x.safetensors");
    assumeTrue(Files.exists(file), "skipped: there is no " + file);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), RESNET18, Stage.CONV5_X))
        .withMessageEndingWith(
            "layer4.0.conv1.weight: expected weights, found zeros only; this file is not whole, so use --embedding-stage with a stage before, or another file");
  }

  @Test
  void weightsOfADeeperNetworkAreRefusedForAShallowerOne() throws IOException {
    refusal("resnet18", "resnet34")
        .withMessage(
            "[resnet34.safetensors] layer1.2.bn1.bias: expected none in resnet18, found one; these look like resnet34 weights; use --model resnet34");
  }

  @Test
  void aFileOnAStoreIsToBeCopied() {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.open("s3a://bucket/weights.pth", null))
        .withMessageEndingWith("found a uri; copy it there and name the copy");
  }

  private ThrowableAssertAlternative<WeightsException> refusal(String asked, String held)
      throws IOException {
    Path file = write(held + ".safetensors", ResNetSpec.of(held), "");
    return assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> WeightsSource.load(file.toString(), ResNetSpec.of(asked), Stage.CONV5_X));
  }

  private Path write(String name, ResNetSpec spec, String prefix) throws IOException {
    return SafetensorsFile.of(
        folder.resolve(name), new GeneratedWeights(1, spec), tensor -> prefix + tensor);
  }

  private static NamedTensors only(NamedTensors tensors, Predicate<String> keep) {
    Set<String> names =
        tensors.names().stream().filter(keep).collect(Collectors.toCollection(LinkedHashSet::new));
    return new NamedTensors() {
      @Override
      public Set<String> names() {
        return names;
      }

      @Override
      public List<Long> shape(String name) {
        return tensors.shape(name);
      }

      @Override
      public float[] values(String name) {
        return tensors.values(name);
      }

      @Override
      public String sha256() {
        return tensors.sha256();
      }
    };
  }
}
