package io.residua.backbone.weights;

import io.residua.backbone.Preprocessing;
import io.residua.backbone.ResNetSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Three facts that are one choice: which weights, the network they fit, and the preprocessing it
 * was trained with. In another network or behind another preprocessing the same weights raise no
 * error and give wrong features.
 *
 * @param source what the user named: a file's name, {@code generated:42}
 * @param format what kind of file it is: {@code safetensors}
 * @param naming whose names its tensors have: {@code torchvision}
 * @param spec the network, with its variant
 * @param preprocessing null where nothing says it
 * @param preprocessingSure whether another preprocessing is an error
 * @param assumptions what the file does not say of the network and was taken for granted, a
 *     sentence each
 */
public record WeightsCard(
    String source,
    String format,
    String naming,
    ResNetSpec spec,
    @Nullable Preprocessing preprocessing,
    boolean preprocessingSure,
    List<String> assumptions) {

  /** The format of weights that come of a seed. */
  static final String GENERATED = "generated";

  public WeightsCard {
    assumptions = List.copyOf(assumptions);
  }

  /**
   * The preprocessing of the images.
   *
   * @param asked what the user asked for; null for the card's
   * @throws WeightsException when the card has none and none was asked for, or the network was
   *     surely trained with pixels of other values
   */
  public Preprocessing preprocessing(@Nullable Preprocessing asked) {
    if (asked == null) {
      return required();
    }
    if (preprocessing != null
        && preprocessingSure
        && !asked.normalization().equals(preprocessing.normalization())) {
      throw new WeightsException(
          source,
          "preprocessing: expected %s, which these weights were trained with, found %s; leave --preprocess out"
              .formatted(preprocessing.name(), asked.name()));
    }
    return asked;
  }

  /**
   * Everything that was taken for granted, a sentence each.
   *
   * @param asked the preprocessing the user asked for; null for the card's
   */
  public List<String> assumptions(@Nullable Preprocessing asked) {
    boolean untrained = format.equals(GENERATED);
    if (asked != null || preprocessing == null || preprocessingSure || untrained) {
      return assumptions;
    }
    List<String> all = new ArrayList<>(assumptions);
    all.add(
        "images are preprocessed by %s, as is usual with %s; --preprocess says otherwise"
            .formatted(preprocessing.name(), naming));
    return all;
  }

  private Preprocessing required() {
    if (preprocessing == null) {
      throw new WeightsException(
          source,
          "preprocessing: expected --preprocess for %s, whose weights do not say what they were trained with, found none; see residua extract --help"
              .formatted(spec.name()));
    }
    return preprocessing;
  }
}
