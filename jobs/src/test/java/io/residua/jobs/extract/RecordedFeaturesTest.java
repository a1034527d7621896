package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Preprocessing;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedFeaturesTest {

  @Test
  void findThePreprocessingOfADescription() {
    for (String spelled :
        new String[] {
          "imagenet-224",
          "detection-800",
          "resize=232,crop=224,interpolation=bicubic,unit=255,mean=0.1:0.2:0.3,std=0.4:0.5:0.6",
          "shorter=600,longest=1000,divisor=32,interpolation=bilinear,unit=1,mean=1:2:3,std=1:1:1"
        }) {
      for (Preprocessing recipe :
          new Preprocessing[] {
            Preprocessing.of(spelled), Preprocessing.of(spelled).reducedJpeg()
          }) {
        String found = RecordedFeatures.preprocessing(recipe.description());
        assertThat(Preprocessing.of(found).description()).isEqualTo(recipe.description());
      }
    }
  }

  @Test
  void knowTheLengthOfAnEmbedding() {
    Map<String, String> settings =
        Map.of(
            "residua.model",
            "resnet50",
            "residua.variant",
            "keras",
            "residua.embedding-stage",
            "conv4_x",
            "residua.pooling",
            "gem:3",
            "residua.l2",
            "true");
    assertThat(new RecordedFeatures(settings).channels()).isEqualTo(1024);
  }
}
