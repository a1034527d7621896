package io.residua.backbone.weights;

import io.residua.backbone.Normalization;
import io.residua.backbone.Preprocessing;
import io.residua.backbone.StridePlacement;
import org.jspecify.annotations.Nullable;

/**
 * What the networks of one library have in common and their tensors do not show.
 *
 * @param stride which convolution of a bottleneck has the stride
 * @param keras the generation of Keras' norms; null for another library
 * @param affineNorms whether a norm may be a scale and a shift alone, without running statistics
 * @param preprocessing the images its networks were trained with
 * @param sure whether the library leaves no choice of it, so that another one is an error
 */
record Convention(
    StridePlacement stride,
    @Nullable Normalization keras,
    boolean affineNorms,
    Preprocessing preprocessing,
    boolean sure) {

  /** Torchvision's, timm's, MMDetection's and Paddle's, whose training recipes vary. */
  static final Convention TORCHVISION =
      new Convention(StridePlacement.IN_3X3, null, false, Preprocessing.IMAGENET_224, false);

  /** Keras', which are Caffe's converted: the stride in the 1x1, biases. */
  static Convention ofKeras(Normalization generation) {
    return new Convention(StridePlacement.IN_1X1, generation, false, Preprocessing.CAFFE_224, true);
  }

  /** Detectron's, which are Caffe's with norms frozen to a scale and a shift. */
  static Convention ofDetectron(Preprocessing preprocessing) {
    return new Convention(StridePlacement.IN_1X1, null, true, preprocessing, true);
  }

  /** Norms of a network whose convolutions have biases, or have none. */
  Normalization normalization(boolean biased) {
    if (keras != null) {
      return keras;
    }
    return biased ? Normalization.BIASED : Normalization.PLAIN;
  }
}
