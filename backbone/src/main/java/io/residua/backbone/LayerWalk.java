package io.residua.backbone;

import io.residua.backbone.LayerTable.Counts;
import io.residua.backbone.LayerTable.Layer;
import java.util.ArrayList;
import java.util.List;

/** One way through a network: a row for each layer passed. */
final class LayerWalk {

  private final List<Layer> layers = new ArrayList<>();
  private FeatureShape map;

  LayerWalk(FeatureShape input) {
    this.map = input;
  }

  List<Layer> layers() {
    return layers;
  }

  /** The convolutions and the 3x3 max pool of stride 2 behind them, frame by frame. */
  void stem(List<Convolution> convolutions) {
    convolutions.forEach(one -> map = normalized(LayerTable.STEM, one, map));
    map = pooled(LayerTable.STEM, "maxpool", map, 2);
  }

  /** The branch, then the shortcut's average pool and projection, where it has them. */
  void block(Stage stage, ResidualBlock block) {
    String part = stage.label();
    FeatureShape in = map;
    block.branch().forEach(one -> map = normalized(part, one, map));
    if (block.pooling() > 1) {
      in = pooled(part, block.name() + ".downsample.0", in, block.pooling());
    }
    if (block.shortcut() != null) {
      normalized(part, block.shortcut(), in);
    }
  }

  /** Torchvision's {@code avgpool} and {@code fc}. */
  void classifier() {
    int channels = map.channels();
    add(LayerTable.CLASSIFIER, "avgpool", new FeatureShape(channels, 1, 1), Counts.NONE);
    long weights = (long) channels * LayerTable.CLASSES;
    add(
        LayerTable.CLASSIFIER,
        "fc",
        new FeatureShape(LayerTable.CLASSES, 1, 1),
        new Counts(weights + LayerTable.CLASSES, 0, weights));
  }

  private FeatureShape normalized(String part, Convolution convolution, FeatureShape in) {
    FeatureShape out = convolution.output(in);
    long channels = convolution.outChannels();
    long trainable = convolution.weightCount() + (convolution.biased() ? channels : 0);
    long multiplyAdds = out.size() * convolution.valuesPerChannel();
    add(part, convolution.name(), out, new Counts(trainable, 0, multiplyAdds));
    return add(part, convolution.norm(), out, new Counts(2 * channels, 2 * channels, 0));
  }

  /** Narrowed by {@code stride}, rounded up: so do both pools of the family. */
  private FeatureShape pooled(String part, String name, FeatureShape in, int stride) {
    FeatureShape out =
        new FeatureShape(
            in.channels(),
            in.frames(),
            (in.height() + stride - 1) / stride,
            (in.width() + stride - 1) / stride);
    return add(part, name, out, Counts.NONE);
  }

  private FeatureShape add(String part, String name, FeatureShape output, Counts counts) {
    layers.add(new Layer(part, name, output, counts));
    return output;
  }
}
