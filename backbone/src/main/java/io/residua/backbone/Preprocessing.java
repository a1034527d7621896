package io.residua.backbone;

import static io.residua.backbone.Interpolation.BICUBIC;
import static io.residua.backbone.Interpolation.BILINEAR;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was done to an image before the network the weights were trained with: resize, crop,
 * normalize. Weights with another network's preprocessing raise no error and give wrong features.
 *
 * @param name the spelling of {@code --preprocess}
 * @param geometry which pixels the network sees, uint8 RGB
 * @param normalization what it sees of each
 */
public record Preprocessing(String name, ResizeAndCrop geometry, PixelNormalization normalization) {

  private static final ResizeAndCrop HE_ET_AL = new ResizeAndCrop(256, 224, BILINEAR);

  private static final PixelNormalization IMAGENET =
      new PixelNormalization(255, List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /**
   * torchvision's evaluation transform for its {@code IMAGENET1K_V1} weights: {@code Resize(256),
   * CenterCrop(224), Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])}.
   */
  public static final Preprocessing IMAGENET_224 =
      new Preprocessing("imagenet-224", HE_ET_AL, IMAGENET);

  /**
   * The same for its {@code IMAGENET1K_V2} weights, {@code ImageClassification(crop_size=224,
   * resize_size=232)} in torchvision/models/resnet.py: {@code Resize(232), CenterCrop(224)}.
   */
  public static final Preprocessing IMAGENET_V2_224 =
      new Preprocessing("imagenet-v2-224", new ResizeAndCrop(232, 224, BILINEAR), IMAGENET);

  /**
   * Keras' {@code preprocess_input} of ResNet, mode "caffe" of
   * keras/applications/imagenet_utils.py: not scaled, less the means B 103.939, G 116.779, R
   * 123.68. Keras gives no geometry for an evaluation; this is He et al.'s: shorter side 256,
   * centre crop 224.
   */
  public static final Preprocessing CAFFE_224 =
      new Preprocessing("caffe-224", HE_ET_AL, lessMeans(123.68f, 116.779f, 103.939f));

  /**
   * Detectron's {@code PIXEL_MEANS} (detectron/core/config.py), B 102.9801, G 115.9465, R 122.7717,
   * not scaled. Its networks were trained for detection; the geometry is that of an image
   * embedding.
   */
  public static final Preprocessing DETECTRON_224 =
      new Preprocessing("detectron-224", HE_ET_AL, lessMeans(122.7717f, 115.9465f, 102.9801f));

  /**
   * Detectron2's default {@code PIXEL_MEAN} (detectron2/config/defaults.py), B 103.530, G 116.280,
   * R 123.675, and {@code PIXEL_STD} 1; also MMDetection's {@code style='caffe'}. The geometry is
   * that of an image embedding.
   */
  public static final Preprocessing DETECTRON2_224 =
      new Preprocessing("detectron2-224", HE_ET_AL, lessMeans(123.675f, 116.28f, 103.53f));

  /**
   * timm's default evaluation, {@code crop_pct=0.875, interpolation='bicubic'} of {@code _cfg} in
   * timm/models/resnet.py: {@code Resize(floor(224 / 0.875)), CenterCrop(224)}.
   */
  public static final Preprocessing TIMM_224 =
      new Preprocessing("timm-224", new ResizeAndCrop(256, 224, BICUBIC), IMAGENET);

  /**
   * timm's evaluation with {@code crop_pct=0.95}, that of its newer recipes' weights: {@code
   * Resize(floor(224 / 0.95)), CenterCrop(224)}.
   */
  public static final Preprocessing TIMM_224_CROP_095 =
      new Preprocessing("timm-224-crop-0.95", new ResizeAndCrop(235, 224, BICUBIC), IMAGENET);

  private static final List<Preprocessing> KNOWN =
      List.of(
          IMAGENET_224,
          IMAGENET_V2_224,
          CAFFE_224,
          DETECTRON_224,
          DETECTRON2_224,
          TIMM_224,
          TIMM_224_CROP_095);

  /**
   * The preprocessing spelled {@code name}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Preprocessing of(String name) {
    return KNOWN.stream()
        .filter(known -> known.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[preprocess] expected one of %s, found %s"
                        .formatted(
                            KNOWN.stream()
                                .map(Preprocessing::name)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  private static PixelNormalization lessMeans(float red, float green, float blue) {
    return new PixelNormalization(1, List.of(red, green, blue), List.of(1f, 1f, 1f));
  }

  /** Every figure that decides pixels, on one line: hashed into the settings of a run. */
  public String description() {
    return "%s resize=%s crop=%s interpolation=%s unit=%s mean=%s std=%s"
        .formatted(
            name,
            Integer.toString(geometry.resize()),
            Integer.toString(geometry.crop()),
            geometry.interpolation().label(),
            Float.toString(normalization.unit()),
            normalization.mean(),
            normalization.std());
  }
}
