package io.residua.backbone.dl4j;

import static java.util.Objects.requireNonNull;

import io.residua.backbone.Convolution;
import io.residua.backbone.Temporal;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.nd4j.linalg.activations.Activation;

/** Layers over float32 NCTHW, which DL4J calls NCDHW. */
final class ClipLayers implements Layers {

  @Override
  public Layer convolution(Convolution convolution, Activation activation) {
    Temporal time = requireNonNull(convolution.temporal());
    return new Convolution3D.Builder(time.kernel(), convolution.kernel(), convolution.kernel())
        .nIn(convolution.inChannels())
        .nOut(convolution.outChannels())
        .stride(time.stride(), convolution.stride(), convolution.stride())
        .padding(time.padding(), convolution.padding(), convolution.padding())
        .dilation(1, convolution.dilation(), convolution.dilation())
        .convolutionMode(ConvolutionMode.Truncate)
        .dataFormat(Convolution3D.DataFormat.NCDHW)
        .hasBias(true)
        .activation(activation)
        .build();
  }

  @Override
  public Layer maxPool() {
    return new Subsampling3DLayer.Builder(PoolingType.MAX)
        .kernelSize(1, 3, 3)
        .stride(1, 2, 2)
        .padding(0, 1, 1)
        .convolutionMode(ConvolutionMode.Truncate)
        .dataFormat(Convolution3D.DataFormat.NCDHW)
        .build();
  }

  @Override
  public Layer averagePool(int side) {
    throw new IllegalArgumentException(
        "[dl4j] avg-down: expected strided shortcuts in a network of clips, found averaged ones");
  }
}
