package io.residua.backbone.dl4j;

import io.residua.backbone.Convolution;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/** Layers over float32 NCHW. */
final class ImageLayers implements Layers {

  @Override
  public Layer convolution(Convolution convolution, Activation activation) {
    return new ConvolutionLayer.Builder(convolution.kernel(), convolution.kernel())
        .nIn(convolution.inChannels())
        .nOut(convolution.outChannels())
        .stride(convolution.stride(), convolution.stride())
        .padding(convolution.padding(), convolution.padding())
        .dilation(convolution.dilation(), convolution.dilation())
        .hasBias(true)
        .activation(activation)
        .build();
  }

  @Override
  public Layer maxPool() {
    return new SubsamplingLayer.Builder(PoolingType.MAX)
        .kernelSize(3, 3)
        .stride(2, 2)
        .padding(1, 1)
        .build();
  }

  /** {@code ConvolutionMode.Same} rounds up, with the odd pixel behind and not in the divisor. */
  @Override
  public Layer averagePool(int side) {
    return new SubsamplingLayer.Builder(PoolingType.AVG)
        .kernelSize(side, side)
        .stride(side, side)
        .convolutionMode(ConvolutionMode.Same)
        .build();
  }
}
