package io.residua.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Backbone;
import io.residua.backbone.Extent;
import io.residua.backbone.Precision;
import io.residua.jobs.demo.Demo;
import io.residua.jobs.extract.ClipRequest;
import io.residua.jobs.extract.FeatureChoice;
import io.residua.jobs.extract.FeatureRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands beside a time would tell other features from the right ones. */
class FeaturesCheckTest {

  @TempDir static Path folder;
  private static PassPixels pixels;

  @BeforeAll
  static void draw() throws Exception {
    Demo.drawPictures(folder);
    try (Pictures pictures = Pictures.open(folder)) {
      pixels = PassPixels.of(pictures.files(), new Extent(96, 64));
    }
  }

  private static List<List<float[]>> embeddings(String weights, int slots, int batchSize)
      throws Exception {
    FeatureRequest request =
        new FeatureRequest(
            weights, "resnet18", null, ClipRequest.NONE, null, "onednn", "f32", null, batchSize);
    FeatureChoice choice = FeatureChoice.of(request, Map.of());
    try (Backbone backbone = choice.load();
        SlotTeam team =
            new SlotTeam(
                slots,
                () ->
                    new SlotWork(
                        backbone,
                        batchSize,
                        pixels,
                        choice.preprocessing().normalization(),
                        choice.provenance().embedding()))) {
      team.seconds(2);
      return team.embeddings();
    }
  }

  @Test
  void slotsAndBatchesOfTheSameWeightsAgree() throws Exception {
    List<float[]> reference = embeddings("generated:42", 1, 8).get(0);
    assertThat(reference).hasSize(8).allMatch(vector -> vector.length == 512);
    for (List<float[]> slot : embeddings("generated:42", 3, 3)) {
      assertThat(Agreement.of(slot, reference)).isEqualTo(new Agreement(0, 1));
    }
  }

  @Test
  void featuresOfOtherWeightsAreWrong() throws Exception {
    List<float[]> reference = embeddings("generated:42", 1, 8).get(0);
    Agreement agreement = Agreement.of(embeddings("generated:43", 1, 8).get(0), reference);
    assertThat(agreement.holds(Precision.F32)).isFalse();
    assertThat(agreement.holds(Precision.BF16)).isFalse();
  }

  @Test
  void featuresOfOtherPicturesAreWrong() throws Exception {
    List<float[]> reference = embeddings("generated:42", 1, 8).get(0);
    List<float[]> shifted = new ArrayList<>(reference);
    Collections.rotate(shifted, 1);
    assertThat(Agreement.of(shifted, reference).holds(Precision.BF16)).isFalse();
  }
}
