package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** The figures are those of the sources that the constants name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imagenet-v2-224 | resize=232 crop=224 interpolation=bilinear unit=255.0 mean=[0.485, 0.456, 0.406] std=[0.229, 0.224, 0.225]",
        "caffe-224 | resize=256 crop=224 interpolation=bilinear unit=1.0 mean=[123.68, 116.779, 103.939] std=[1.0, 1.0, 1.0]",
        "detectron-224 | resize=256 crop=224 interpolation=bilinear unit=1.0 mean=[122.7717, 115.9465, 102.9801] std=[1.0, 1.0, 1.0]",
        "detectron2-224 | resize=256 crop=224 interpolation=bilinear unit=1.0 mean=[123.675, 116.28, 103.53] std=[1.0, 1.0, 1.0]",
        "timm-224 | resize=256 crop=224 interpolation=bicubic unit=255.0 mean=[0.485, 0.456, 0.406] std=[0.229, 0.224, 0.225]",
        "timm-224-crop-0.95 | resize=235 crop=224 interpolation=bicubic unit=255.0 mean=[0.485, 0.456, 0.406] std=[0.229, 0.224, 0.225]",
      })
  void everyNameHasItsFigures(String name, String figures) {
    assertThat(Preprocessing.of(name).description()).isEqualTo(name + " " + figures);
  }

  @Test
  void meansInPixelsAreSubtractedUnscaled() {
    assertThat(Preprocessing.CAFFE_224.normalization().of(2, 255)).isEqualTo(255 - 103.939f);
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Preprocessing.of("imagenet"))
        .withMessage(
            "[preprocess] expected one of imagenet-224, imagenet-v2-224, caffe-224, detectron-224, detectron2-224, timm-224, timm-224-crop-0.95, detection-800, caffe-800, detectron-800, detectron2-800, or figures as resize=256,crop=224,…, found imagenet; see residua extract --help");
  }

  @Test
  void aCropLargerThanTheResizedImageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ResizeAndCrop(200, 224, Interpolation.BILINEAR))
        .withMessage(
            "[preprocessing] expected 1 <= crop <= resize <= 4096, found crop 224 and resize 200; give other sides");
  }

  @Test
  void reducedJpegIsAFigureOfItsOwn() {
    Preprocessing reduced = Preprocessing.IMAGENET_224.reducedJpeg();
    assertThat(reduced.description())
        .isEqualTo(
            "written-out resize=256 crop=224 interpolation=bilinear jpeg=reduced unit=255.0 mean=[0.485, 0.456, 0.406] std=[0.229, 0.224, 0.225]");
    assertThat(Preprocessing.of(reduced.name())).isEqualTo(reduced);
    assertThat(reduced.reducedJpeg()).isEqualTo(reduced);
    assertThat(reduced.exactJpeg()).isEqualTo(Preprocessing.IMAGENET_224);
    assertThat(Preprocessing.IMAGENET_224.exactJpeg()).isEqualTo(Preprocessing.IMAGENET_224);
  }

  @Test
  void anotherJpegFigureIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Geometry.of("resize=256,crop=224,interpolation=bilinear,jpeg=exact"))
        .withMessage(
            "[preprocess] jpeg: expected reduced, or no such key, found exact; correct it");
  }
}
