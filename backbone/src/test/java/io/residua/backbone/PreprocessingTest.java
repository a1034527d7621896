package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  @Test
  void theDescriptionIsTheSameInEveryLocale() {
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(Preprocessing.IMAGENET_224.description())
          .isEqualTo(
              "imagenet-224 resize=256 crop=224 mean=[0.485, 0.456, 0.406] std=[0.229, 0.224, 0.225]");
    } finally {
      Locale.setDefault(locale);
    }
  }

  @Test
  void aCropLargerThanTheResizedImageIsRefused() {
    List<Float> ones = List.of(1f, 1f, 1f);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Preprocessing("mine", 200, 224, ones, ones))
        .withMessage("[mine] expected 1 <= crop <= resize, found crop 224 and resize 200");
  }
}
