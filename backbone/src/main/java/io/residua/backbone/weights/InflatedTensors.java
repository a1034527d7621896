package io.residua.backbone.weights;

import io.residua.backbone.Convolution;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Temporal;
import io.residua.backbone.WeightInflation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights of a network of images, seen as those of a network of clips: every OIHW kernel becomes
 * OITHW as {@link WeightInflation} says. After {@code inflate_weights} of Detect-and-Track.
 */
final class InflatedTensors implements NamedTensors {
  private static final int IMAGE_AXES = 4;

  private final NamedTensors flat;
  private final WeightInflation way;
  private final Map<String, Integer> frames;

  private InflatedTensors(NamedTensors flat, WeightInflation way, Map<String, Integer> frames) {
    this.flat = flat;
    this.way = way;
    this.frames = Map.copyOf(frames);
  }

  /**
   * The tensors as {@code spec} takes them: inflated where it takes clips and they are of a network
   * of images, else as they are.
   *
   * @throws WeightsException when they are to be repeated over frames and have frames already
   */
  static NamedTensors of(String source, NamedTensors tensors, ResNetSpec spec) {
    if (!spec.temporal()) {
      return tensors;
    }
    Map<String, Integer> frames = new HashMap<>();
    for (Convolution convolution : spec.convolutions(spec.deepest())) {
      String name = convolution.name() + ".weight";
      Temporal temporal = convolution.temporal();
      if (temporal != null && hasImageAxes(tensors, name)) {
        frames.put(name, temporal.kernel());
      }
    }
    WeightInflation way = spec.variant().inflation().weights();
    if (frames.isEmpty() && way == WeightInflation.MEAN_REPEAT) {
      throw new WeightsException(
          source,
          "expected weights of a network of images to inflate by %s, found none; leave -%s out of --model"
              .formatted(way.label(), way.label()));
    }
    return new InflatedTensors(tensors, way, frames);
  }

  @Override
  public Set<String> names() {
    return flat.names();
  }

  @Override
  public List<Long> shape(String name) {
    List<Long> shape = flat.shape(name);
    Integer count = frames.get(name);
    return count == null
        ? shape
        : List.of(shape.get(0), shape.get(1), (long) count, shape.get(2), shape.get(3));
  }

  @Override
  public float[] values(String name) {
    float[] values = flat.values(name);
    Integer count = frames.get(name);
    if (count == null) {
      return values;
    }
    List<Long> shape = flat.shape(name);
    return inflated(values, Math.toIntExact(shape.get(2) * shape.get(3)), count);
  }

  @Override
  public String original(String name) {
    return flat.original(name);
  }

  @Override
  public String sha256() {
    return flat.sha256();
  }

  /** Kernels of {@code pixels} values each, over {@code count} frames, in float32. */
  private float[] inflated(float[] kernels, int pixels, int count) {
    float[] result = new float[Math.multiplyExact(kernels.length, count)];
    for (int i = 0; i < result.length; i++) {
      int frame = i / pixels % count;
      float value = kernels[i / (pixels * count) * pixels + i % pixels];
      result[i] =
          switch (way) {
            case CENTER_ONLY -> frame == count / 2 ? value : 0;
            case MEAN_REPEAT -> value / count;
          };
    }
    return result;
  }

  private static boolean hasImageAxes(NamedTensors tensors, String name) {
    return tensors.names().contains(name) && tensors.shape(name).size() == IMAGE_AXES;
  }
}
