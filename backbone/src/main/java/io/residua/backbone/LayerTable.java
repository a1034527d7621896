package io.residua.backbone;

import java.util.List;

/**
 * Every layer of a network for one input, counted from its {@link ResNetSpec} alone. Convolutions,
 * norms and pools are rows; a ReLU and a sum have no weights and no multiply-adds.
 *
 * <p>One multiply-add is one operation, as in Table 1 of He et al. 2016 and in the {@code GFLOPS}
 * of torchvision's documentation. Norms, pools, biases and sums are not counted there, nor here.
 *
 * @param spec the network
 * @param input extents of one image or clip, 3 channels
 * @param layers in forward order; the shortcut's behind its block's branch
 */
public record LayerTable(ResNetSpec spec, FeatureShape input, List<Layer> layers) {

  /** Classes of ImageNet, which every published classifier of the family has. */
  public static final int CLASSES = 1000;

  static final String STEM = "stem";

  /** Part of the layers behind the last stage, which a backbone does without. */
  public static final String CLASSIFIER = "classifier";

  private static final int MAX_EXTENT = 32_767;

  public LayerTable {
    layers = List.copyOf(layers);
  }

  /**
   * One row.
   *
   * @param part {@code stem}, a stage's label, or {@code classifier}
   * @param name torchvision's module, {@code layer1.0.conv1}
   * @param output extents of its output
   * @param counts what it holds and does
   */
  public record Layer(String part, String name, FeatureShape output, Counts counts) {}

  /**
   * What some layers hold and do.
   *
   * @param trainable weights and biases, which torchvision calls parameters
   * @param statistics running means and variances, which Paddle and Keras count, too
   * @param multiplyAdds for one image or clip
   */
  public record Counts(long trainable, long statistics, long multiplyAdds) {

    static final Counts NONE = new Counts(0, 0, 0);

    /** All values of the weights file, as {@code paddle.summary} totals them. */
    public long parameters() {
      return trainable + statistics;
    }

    Counts plus(Counts other) {
      return new Counts(
          trainable + other.trainable,
          statistics + other.statistics,
          multiplyAdds + other.multiplyAdds);
    }
  }

  /**
   * The table of a network. A network of images that is not cut has the classifier of ImageNet at
   * its end, though a backbone does without.
   *
   * @param frames of a clip, 1 for an image
   * @param height in pixels
   * @param width in pixels
   * @throws IllegalArgumentException when an extent is not from 1 to 32,767, or the network takes
   *     no clips
   */
  public static LayerTable of(ResNetSpec spec, int frames, int height, int width) {
    spec.requireFrames(frames);
    if (Math.min(height, width) < 1 || Math.max(frames, Math.max(height, width)) > MAX_EXTENT) {
      throw new IllegalArgumentException(
          "[input] expected frames, height and width from 1 to %d, found %d, %d and %d; give other extents"
              .formatted(MAX_EXTENT, frames, height, width));
    }
    FeatureShape input = new FeatureShape(3, frames, height, width);
    LayerWalk walk = new LayerWalk(input);
    walk.stem(spec.stem());
    spec.stages().forEach(stage -> spec.blocks(stage).forEach(block -> walk.block(stage, block)));
    if (classified(spec)) {
      walk.classifier();
    }
    return new LayerTable(spec, input, walk.layers());
  }

  /** Whether the classifier is among the layers: the network is of images and not cut. */
  public boolean classified() {
    return classified(spec);
  }

  /** The stem, the stages and, where there is one, the classifier: the parts in forward order. */
  public List<String> parts() {
    return layers.stream().map(Layer::part).distinct().toList();
  }

  /** The layers of one of {@link #parts}. */
  public List<Layer> layers(String part) {
    return layers.stream().filter(layer -> layer.part().equals(part)).toList();
  }

  /** Sum over one of {@link #parts}. */
  public Counts counts(String part) {
    return sum(layers(part));
  }

  /** Sum over all layers. */
  public Counts counts() {
    return sum(layers);
  }

  /** Sum over all layers but the classifier. */
  public Counts withoutClassifier() {
    return sum(layers.stream().filter(layer -> !layer.part().equals(CLASSIFIER)).toList());
  }

  private static boolean classified(ResNetSpec spec) {
    return !spec.temporal() && spec.deepest() == Stage.CONV5_X;
  }

  private static Counts sum(List<Layer> layers) {
    return layers.stream().map(Layer::counts).reduce(Counts.NONE, Counts::plus);
  }
}
