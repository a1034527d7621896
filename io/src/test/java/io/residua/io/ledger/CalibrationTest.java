package io.residua.io.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.Drift;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Pooling;
import io.residua.backbone.Precision;
import io.residua.backbone.Provenance;
import io.residua.backbone.Quantization;
import io.residua.backbone.Stage;
import io.residua.io.lake.InputSelection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationTest {

  static final Calibration SAMPLE =
      Calibration.of(
          provenance(Precision.INT8).keyValues(),
          InputSelection.of(List.of("file:/photos")),
          64,
          new Quantization(
              Map.of("input", 2.64f, "conv1", 3f, "layer1.0", 0.1f), Set.of("stem", "layer1.0")),
          new Drift(32, 7, 0.9985, 0.9, 0.96875, 0.95));

  private static Provenance provenance(Precision precision) {
    return new Provenance(
        "resnet50",
        "torchvision",
        "generated:42",
        "ab",
        "imagenet-224",
        new PooledStage(Stage.CONV5_X, Pooling.AVERAGE, false),
        "onednn",
        precision,
        "avx512_core_amx",
        16,
        null);
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    assertThat(Calibration.fromJson(SAMPLE.toJson(), "here")).isEqualTo(SAMPLE);
    assertThat(Calibration.read(stream(SAMPLE.toJson()), "here")).isEqualTo(SAMPLE);
    assertThat(Calibration.fromJson(SAMPLE.toJson(), "here").toJson()).isEqualTo(SAMPLE.toJson());
  }

  /** Computed by Python's hashlib from the text that the package describes. */
  @Test
  void theHashIsThatOfTheCanonicalText() {
    assertThat(SAMPLE.sha256())
        .isEqualTo("9916eaa59203fdebc0b64bd08cb58e8eff00839769f3a4f6f3025ec100c35367");
  }

  /** A hash that changes is an output that is not resumed. Computed by Python's hashlib. */
  @Test
  void settingsOfFloatingPointKeepTheirHash() {
    assertThat(Sha256.ofSettings(provenance(Precision.F32).keyValues()))
        .isEqualTo("43039f77236b29cde0eb26bf49d47ec03ede87a8ee83a17e3fd6a4a53f2bdb29");
    assertThat(Sha256.ofSettings(provenance(Precision.BF16).keyValues()))
        .isEqualTo("adbb014d8a5f4075e8f6809f647e3a4ea0bb750f0287910d9f404bf7f10dd1a0");
    Provenance int8 = provenance(Precision.INT8).calibrated(SAMPLE.sha256());
    assertThat(Sha256.ofSettings(int8.keyValues()))
        .isNotEqualTo(Sha256.ofSettings(int8.calibrated("cd").keyValues()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3.0         | 3.5      | expected ranges of SHA-256 9916eaa5",
        "3.0         | 0.0      | conv1: expected a range above 0, found 0.0",
        "3.0         | -1.0     | conv1: expected a range above 0, found -1.0",
        "3.0         | 1e400    | conv1: expected a range above 0, found Infinity",
        "3.0         | NaN      | expected the JSON of a Calibration",
        "3.0         | null     | expected the JSON of a Calibration",
        "3.0         | {}       | expected the JSON of a Calibration",
        "\"stem\"    | \"a b\"  | expected the name of a convolution or a block, found 'a b'",
        "\"stem\"    | \"conv1\"| expected ranges of SHA-256 9916eaa5",
        "0.9985      | 1.5      | cosine-mean: expected -1.0 to 1.0, found 1.5",
        "\"overlap\" | \"over\" | expected the JSON of a Calibration",
        "\"format\" : 1 | \"format\" : 2 | format: expected 1, found 2",
      })
  void whatWasEditedIsRefused(String text, String other, String why) {
    assertThat(SAMPLE.toJson()).contains(text);
    String edited = SAMPLE.toJson().replace(text, other);
    assertThatThrownBy(() -> Calibration.fromJson(edited, "cal.json"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("[cal.json]")
        .hasMessageContaining(why);
  }

  @Test
  void garbageAndCutFilesAreRefused() {
    String json = SAMPLE.toJson();
    for (String bad : List.of("", "{", "[]", "\0\1\2", json.substring(0, 400), "x".repeat(500))) {
      assertThatThrownBy(() -> Calibration.read(stream(bad), "cal.json"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("[cal.json]");
    }
  }

  @Test
  void aFileThatIsTooLongIsNotReadToItsEnd() {
    ByteArrayInputStream tooLong = new ByteArrayInputStream(new byte[2 << 20]);
    assertThatThrownBy(() -> Calibration.read(tooLong, "cal.json"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "[cal.json] calibration: expected at most 1048576 bytes, found more; name a calibration.json");
    assertThat(tooLong.available()).isGreaterThan(1_000_000);
  }

  @Test
  void otherFeaturesAreRefusedByName() {
    Map<String, String> others = new HashMap<>(provenance(Precision.INT8).keyValues());
    SAMPLE.requireMeasuredFor(others, "cal.json");
    others.put("residua.batch-size", "1");
    SAMPLE.requireMeasuredFor(others, "cal.json");
    others.put("residua.weights-sha256", "ef");
    assertThatThrownBy(() -> SAMPLE.requireMeasuredFor(others, "cal.json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "[cal.json] calibration: expected one measured for residua.weights-sha256 ef, found ab;");
  }

  @Test
  void runJsonSaysWhatTheGateSaw() {
    assertThat(SAMPLE.summary(true).toString())
        .isEqualTo(
            "{sha256=%s, images=64, kept-bf16=layer1.0,stem, held-out=32, cosine-mean=0.9985, cosine-least=0.9, nearest=0.96875, neighbours=7, overlap=0.95, drift-accepted=true}"
                .formatted(SAMPLE.sha256()));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
