package io.residua.backbone;

import static io.residua.backbone.Interpolation.BICUBIC;
import static io.residua.backbone.Interpolation.BILINEAR;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What was done to an image before the network the weights were trained with: resize, crop,
 * normalize. Weights with another network's preprocessing raise no error and give wrong features.
 *
 * @param name the spelling of {@code --preprocess}: a recipe's name, or its figures written out
 * @param geometry which pixels the network sees, uint8 RGB
 * @param normalization what it sees of each
 */
public record Preprocessing(String name, Geometry geometry, PixelNormalization normalization) {

  private static final Geometry HE_ET_AL = new ResizeAndCrop(256, 224, BILINEAR);

  /** Detectron2's and torchvision's at test time; see {@link ShorterEdge}. */
  private static final Geometry DETECTION = new ShorterEdge(800, 1333, 32, BILINEAR);

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

  /**
   * What a detector sees: shorter side 800, longer at most 1333, the values of torchvision's {@code
   * GeneralizedRCNNTransform} (torchvision/models/detection/transform.py).
   */
  public static final Preprocessing DETECTION_800 =
      new Preprocessing("detection-800", DETECTION, IMAGENET);

  private static final List<Preprocessing> KNOWN =
      List.of(
          IMAGENET_224,
          IMAGENET_V2_224,
          CAFFE_224,
          DETECTRON_224,
          DETECTRON2_224,
          TIMM_224,
          TIMM_224_CROP_095,
          DETECTION_800,
          CAFFE_224.seen("caffe-800", DETECTION),
          DETECTRON_224.seen("detectron-800", DETECTION),
          DETECTRON2_224.seen("detectron2-800", DETECTION));

  /**
   * The preprocessing spelled {@code text}. Figures written out that are those of a name are that
   * name's, so that one choice has one description.
   *
   * @param text a name, or figures as {@code resize=256,crop=224,interpolation=bilinear,unit=255,
   *     mean=0.485:0.456:0.406,std=0.229:0.224:0.225}, or with {@code
   *     shorter=800,longest=1333,divisor=32} for resize and crop, {@code jpeg=reduced} for {@link
   *     ReducedJpeg}
   * @throws IllegalArgumentException when there is none such
   */
  public static Preprocessing of(String text) {
    return text.contains("=")
        ? writtenOut(text)
        : known(known -> known.name.equals(text)).orElseThrow(() -> unknown(text));
  }

  private static Preprocessing writtenOut(String text) {
    Figures figures = Figures.of(text);
    Geometry geometry = figures.geometry();
    PixelNormalization normalization = figures.normalization();
    figures.requireNoneLeft();
    return known(
            known -> known.geometry.equals(geometry) && known.normalization.equals(normalization))
        .orElseGet(() -> writtenOut(geometry, normalization));
  }

  private static Preprocessing writtenOut(Geometry geometry, PixelNormalization normalization) {
    return new Preprocessing(
        geometry.figures() + "," + normalization.figures(), geometry, normalization);
  }

  private static Optional<Preprocessing> known(Predicate<Preprocessing> wanted) {
    return KNOWN.stream().filter(wanted).findFirst();
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "[preprocess] expected one of %s, or figures as resize=256,crop=224,…, found %s; see residua extract --help"
            .formatted(
                KNOWN.stream().map(Preprocessing::name).collect(Collectors.joining(", ")), text));
  }

  /** The same of JPEG files that are decoded no larger than needed: {@link ReducedJpeg}. */
  public Preprocessing reducedJpeg() {
    return geometry instanceof ReducedJpeg
        ? this
        : writtenOut(new ReducedJpeg(geometry), normalization);
  }

  /**
   * The same of JPEG files that are decoded as they are.
   *
   * @return this, unless it is of {@link ReducedJpeg}
   */
  public Preprocessing exactJpeg() {
    return geometry instanceof ReducedJpeg reduced
        ? of(reduced.of().figures() + "," + normalization.figures())
        : this;
  }

  /** The same pixel values of another part of the image. */
  private Preprocessing seen(String otherName, Geometry otherGeometry) {
    return new Preprocessing(otherName, otherGeometry, normalization);
  }

  private static PixelNormalization lessMeans(float red, float green, float blue) {
    return new PixelNormalization(1, List.of(red, green, blue), List.of(1f, 1f, 1f));
  }

  /** Every figure that decides pixels, on one line: hashed into the settings of a run. */
  public String description() {
    return "%s %s unit=%s mean=%s std=%s"
        .formatted(
            name.contains("=") ? "written-out" : name,
            geometry.figures().replace(',', ' '),
            Float.toString(normalization.unit()),
            normalization.mean(),
            normalization.std());
  }
}
