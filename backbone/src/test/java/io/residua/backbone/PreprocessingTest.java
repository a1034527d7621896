package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
              "imagenet-224 resize=256 crop=224 interpolation=bilinear unit=255.0 mean=[0.485, 0.456, 0.406] std=[0.229, 0.224, 0.225]");
    } finally {
      Locale.setDefault(locale);
    }
  }

  @Test
  void aCropLargerThanTheResizedImageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ResizeAndCrop(200, 224, Interpolation.BILINEAR))
        .withMessage("[preprocessing] expected 1 <= crop <= resize, found crop 224 and resize 200");
  }
}
