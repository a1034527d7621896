package io.residua.backbone;

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

  private static final PixelNormalization IMAGENET =
      new PixelNormalization(255, List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /**
   * torchvision's evaluation transform for its {@code IMAGENET1K_V1} weights: {@code Resize(256),
   * CenterCrop(224), Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])}.
   */
  public static final Preprocessing IMAGENET_224 =
      new Preprocessing("imagenet-224", new ResizeAndCrop(256, 224, BILINEAR), IMAGENET);

  private static final List<Preprocessing> KNOWN = List.of(IMAGENET_224);

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
