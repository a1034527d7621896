package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Pooling;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.WeightsSource;
import io.residua.io.features.MapsDtype;
import io.residua.io.features.MapsFormat;
import io.residua.io.features.StoredMaps;
import io.residua.io.lake.InputForm;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeAdviceTest {

  /**
   * Peaks of an executor of two slots and its decoding processes, their proportional share of
   * resident memory, over photos on a standalone cluster. Those marked "full" with a heap all of
   * which was resident.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet50,  bf16, imagenet-224,  false, 1441", // full
    "resnet50,  f32,  imagenet-224,  false, 1504", // full
    "resnet50,  int8, imagenet-224,  false,  989",
    "resnet152, bf16, imagenet-224,  false, 1181",
    "resnet152, f32,  imagenet-224,  false, 1389",
    "resnet50,  bf16, imagenet-224,  true,   986",
    "resnet50,  bf16, detection-800, true,  1882",
    "resnet50,  f32,  detection-800, true,  2314"
  })
  void anExecutorGetsWhatItWasSeenToHoldAndNotFarMore(
      String model, String precision, String preprocessing, boolean maps, long measuredMebibytes)
      throws IOException {
    SizeAdvice advice = advice(model, precision, preprocessing, maps, 2);
    long given = (advice.heapBytes() + advice.overheadBytes()) >> 20;
    assertThat(given).isBetween(measuredMebibytes * 5 / 4, measuredMebibytes * 5 / 2);
  }

  @Test
  void weightsAndActivationsTakeLessInFewerBits() throws IOException {
    long f32 = advice("resnet50", "f32", "imagenet-224", false, 4).overheadBytes();
    long bf16 = advice("resnet50", "bf16", "imagenet-224", false, 4).overheadBytes();
    long int8 = advice("resnet50", "int8", "imagenet-224", false, 4).overheadBytes();
    assertThat(f32 - bf16).isGreaterThan(150L << 20);
    assertThat(bf16 - int8).isGreaterThan(10L << 20);
  }

  @Test
  void theDriverOfEightBitsComputes() throws IOException {
    assertThat(advice("resnet50", "int8", "imagenet-224", false, 4).driverOverheadBytes())
        .isGreaterThan(900L << 20);
    assertThat(advice("resnet50", "bf16", "imagenet-224", false, 4).allOptions())
        .matches(
            "--executor-cores 4 --executor-memory 1036m --conf spark\\.executor\\.memoryOverhead=\\d+m"
                + " --driver-memory 2048m --conf spark\\.driver\\.memoryOverhead=384m");
  }

  @Test
  void aHeapTooSmallForTheWeightsIsRefusedWithTheRemedy() throws IOException {
    FoldedWeights weights =
        WeightsSource.load("generated:42", ResNetSpec.of("resnet18"), Stage.CONV5_X);
    assertThatThrownBy(() -> SizeAdvice.requireDriverHeap(weights, 256L << 20))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("weights of resnet18, found 256 MiB")
        .hasMessageContaining("RESIDUA_JAVA_OPTS=-Xmx");
    assertThatCode(() -> SizeAdvice.requireDriverHeap(weights, 512L << 20))
        .doesNotThrowAnyException();
  }

  private static SizeAdvice advice(
      String model, String precision, String preprocessing, boolean maps, int slots)
      throws IOException {
    StoredMaps stored =
        maps
            ? new StoredMaps(List.of(Stage.values()), MapsFormat.ARROW, MapsDtype.F32)
            : StoredMaps.NONE;
    FeatureRequest features =
        new FeatureRequest(
            "generated:42",
            model,
            preprocessing,
            false,
            ClipRequest.NONE,
            null,
            Pooling.AVERAGE,
            false,
            stored,
            "onednn",
            precision,
            "avx512_core_amx",
            16);
    ExtractRequest request =
        new ExtractRequest(
            new LakeRequest(List.of("-"), List.of(), List.of(), 0, InputForm.NONE),
            features,
            "out",
            0,
            true,
            0.05,
            null,
            Map.of());
    return SizeAdvice.of(FeatureChoice.of(features, Map.of()), request, slots);
  }
}
