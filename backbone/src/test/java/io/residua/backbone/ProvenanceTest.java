package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProvenanceTest {

  /** A key or value that changes is a run that is not resumed. */
  @Test
  void keysAndValuesAreThoseOfOutputsThatExist() {
    PooledStage embedding = new PooledStage(Stage.CONV5_X, Pooling.AVERAGE, false);
    assertThat(provenance(embedding, null).keyValues().toString())
        .isEqualTo(
            "{residua.model=resnet50, residua.variant=torchvision, residua.weights=generated:42,"
                + " residua.weights-sha256=ab, residua.weights-untrained=true,"
                + " residua.preprocessing=imagenet-224, residua.embedding-stage=conv5_x,"
                + " residua.pooling=avg, residua.l2=false, residua.engine=onednn,"
                + " residua.precision=bf16, residua.instruction-set=amx, residua.batch-size=32,"
                + " residua.numerics-version=1}");
  }

  @Test
  void theEmbeddingAndTheClipAreSaid() {
    PooledStage embedding = new PooledStage(Stage.CONV4_X, new GeneralizedMean(3), true);
    assertThat(provenance(embedding, new ClipSampling(8, 2)).keyValues())
        .containsEntry("residua.embedding-stage", "conv4_x")
        .containsEntry("residua.pooling", "gem:3.0")
        .containsEntry("residua.l2", "true")
        .containsEntry("residua.clip-length", "8")
        .containsEntry("residua.clip-stride", "2");
  }

  @Test
  void onlyFeaturesOf8BitsNameACalibration() {
    PooledStage embedding = new PooledStage(Stage.CONV5_X, Pooling.AVERAGE, false);
    Provenance floating = provenance(embedding, null);
    assertThat(floating.keyValues()).doesNotContainKey("residua.calibration-sha256");
    assertThat(floating.calibrated("cd").keyValues())
        .containsEntry("residua.calibration-sha256", "cd")
        .containsAllEntriesOf(floating.keyValues());
  }

  @Test
  void featuresOfTheDl4jEngineThatWereMadeByItsGraphAreNotThoseOfItsOperations() {
    PooledStage embedding = new PooledStage(Stage.CONV5_X, Pooling.AVERAGE, false);
    assertThat(provenance(embedding, null, "dl4j").keyValues())
        .containsEntry("residua.numerics-version", "2");
  }

  private static Provenance provenance(PooledStage embedding, @Nullable ClipSampling clips) {
    return provenance(embedding, clips, "onednn");
  }

  private static Provenance provenance(
      PooledStage embedding, @Nullable ClipSampling clips, String engine) {
    return new Provenance(
        "resnet50",
        "torchvision",
        "generated:42",
        "ab",
        "imagenet-224",
        embedding,
        engine,
        Precision.BF16,
        "amx",
        32,
        clips);
  }
}
