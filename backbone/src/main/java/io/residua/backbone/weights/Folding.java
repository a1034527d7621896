package io.residua.backbone.weights;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Folds every batch norm into the convolution before it (Ioffe and Szegedy 2015, the affine map of
 * inference): {@code w' = w * s} and {@code b' = beta - (mean - b) * s} with {@code s = gamma /
 * sqrt(variance + epsilon)} by output channel, {@code b} being 0 where the convolution has no bias.
 * In float64, rounded once.
 */
final class Folding {
  private final String source;
  private final NamedTensors tensors;
  private final ResNetSpec spec;

  private Folding(String source, NamedTensors tensors, ResNetSpec spec) {
    this.source = source;
    this.spec = spec;
    this.tensors = InflatedTensors.of(source, tensors, spec);
  }

  /**
   * The weights of {@code spec} up to {@code deepest}.
   *
   * @throws WeightsException when a tensor is missing, of another shape, or not finite
   */
  static FoldedWeights fold(String source, NamedTensors tensors, ResNetSpec spec, Stage deepest) {
    Folding folding = new Folding(source, tensors, spec);
    for (Convolution convolution : spec.convolutions(deepest)) {
      folding.check(convolution);
    }
    folding.checkNothingElse(deepest);
    Map<String, FoldedWeights.Tensors> folded = new HashMap<>();
    for (Convolution convolution : spec.convolutions(deepest)) {
      folded.put(convolution.name(), folding.fold(convolution));
    }
    return new FoldedWeights(spec, deepest, source, tensors.sha256(), folded);
  }

  private void check(Convolution convolution) {
    long out = convolution.outChannels();
    checkShape(convolution.name() + ".weight", convolution.weightShape());
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      checkShape(convolution.norm() + "." + part, List.of(out));
    }
    String bias = convolution.name() + ".bias";
    if (convolution.biased()) {
      checkShape(bias, List.of(out));
    } else if (tensors.names().contains(bias)) {
      throw new WeightsException(
          source,
          "%s: expected no bias before a batch norm, found one; %s"
              .formatted(tensors.original(bias), remedy()));
    }
  }

  /** A shallower network would else take what it needs of a deeper one. */
  private void checkNothingElse(Stage deepest) {
    TreeSet<String> others = new TreeSet<>(tensors.names());
    others.removeIf(name -> !inStages(name, deepest));
    for (Convolution convolution : spec.convolutions(deepest)) {
      others.removeIf(
          name ->
              name.startsWith(convolution.name() + ".")
                  || name.startsWith(convolution.norm() + "."));
    }
    if (!others.isEmpty()) {
      throw new WeightsException(
          source,
          "%s: expected none in %s, found one; %s"
              .formatted(tensors.original(others.first()), spec.name(), remedy()));
    }
  }

  private static boolean inStages(String name, Stage deepest) {
    return Arrays.stream(Stage.values())
        .filter(stage -> stage.compareTo(deepest) <= 0)
        .anyMatch(stage -> name.startsWith(stage.torchvisionName() + "."));
  }

  private void checkShape(String name, List<Long> expected) {
    String found =
        tensors.names().contains(name) ? tensors.shape(name).toString() : "no such tensor";
    if (!found.equals(expected.toString())) {
      throw new WeightsException(
          source,
          "%s: expected %s, found %s; %s"
              .formatted(tensors.original(name), expected, found, remedy()));
    }
  }

  private FoldedWeights.Tensors fold(Convolution convolution) {
    float[] weight = finite(convolution.name() + ".weight");
    requireValues(convolution, weight);
    float[] gamma = finite(convolution.norm() + ".weight");
    float[] beta = finite(convolution.norm() + ".bias");
    float[] mean = finite(convolution.norm() + ".running_mean");
    float[] variance = finite(convolution.norm() + ".running_var");
    float[] own =
        convolution.biased() ? finite(convolution.name() + ".bias") : new float[gamma.length];
    double epsilon = spec.variant().normalization().epsilon();
    int perChannel = weight.length / gamma.length;
    float[] bias = new float[gamma.length];
    for (int channel = 0; channel < gamma.length; channel++) {
      if (variance[channel] < 0) {
        throw new WeightsException(
            source,
            "%s: expected variances of at least 0, found %s; get the file again"
                .formatted(
                    tensors.original(convolution.norm() + ".running_var"), variance[channel]));
      }
      double scale = gamma[channel] / Math.sqrt(variance[channel] + epsilon);
      bias[channel] = (float) (beta[channel] - ((double) mean[channel] - own[channel]) * scale);
      for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
        weight[i] = (float) (weight[i] * scale);
      }
    }
    return new FoldedWeights.Tensors(
        FloatBuffer.wrap(finite(convolution.name() + " folded", weight)),
        FloatBuffer.wrap(finite(convolution.norm() + " folded", bias)));
  }

  /** A file that holds a stage's place but not its values would give features of the shortcut. */
  private void requireValues(Convolution convolution, float[] weight) {
    for (float value : weight) {
      if (value != 0) {
        return;
      }
    }
    throw new WeightsException(
        source,
        "%s: expected weights, found zeros only; this file is not whole, so use --embedding-stage with a stage before, or another file"
            .formatted(tensors.original(convolution.name() + ".weight")));
  }

  private String remedy() {
    return new Architectures(tensors).remedy(spec);
  }

  private float[] finite(String name) {
    return finite(name, tensors.values(name));
  }

  private float[] finite(String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new WeightsException(
            source,
            "%s: expected finite values, found %s at %d; a ReLU would hide it, so get the file again"
                .formatted(tensors.original(name), values[i], i));
      }
    }
    return values;
  }
}
