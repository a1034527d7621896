package io.residua.backbone.dl4j;

import io.residua.backbone.Convolution;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/** DL4J's layers for the parts of a ResNet, over images or over clips. */
interface Layers {

  /** The layers of a network of clips, or of images. */
  static Layers of(boolean temporal) {
    return temporal ? new ClipLayers() : new ImageLayers();
  }

  /** A convolution with its folded bias. */
  Layer convolution(Convolution convolution, Activation activation);

  /** The stem's: 3x3, stride 2, padding 1, frame by frame. */
  Layer maxPool();

  /**
   * The shortcut's; its windows are cut at the edges of the map.
   *
   * @param side of a window, and its step, in pixels
   */
  Layer averagePool(int side);
}
