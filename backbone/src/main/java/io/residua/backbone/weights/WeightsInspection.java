package io.residua.backbone.weights;

import io.residua.backbone.Convolution;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is in some weights, tensor by tensor.
 *
 * @param tensors number of the backbone's tensors
 * @param values number of their values
 * @param reaches the last stage up to which every tensor is there and has values; empty when not
 *     even conv2_x is whole
 * @param missing torchvision's names of tensors the network has and the file has not, or has in
 *     another shape
 * @param surplus names of tensors the network does not need: the classifier, counters
 * @param zero convolutions whose weights are all zero
 */
public record WeightsInspection(
    int tensors,
    long values,
    Optional<Stage> reaches,
    List<String> missing,
    List<String> surplus,
    List<String> zero) {

  public WeightsInspection {
    missing = List.copyOf(missing);
    surplus = List.copyOf(surplus);
    zero = List.copyOf(zero);
  }

  /** Reads every value. */
  public static WeightsInspection of(WeightsSource weights) {
    ResNetSpec spec = weights.card().spec();
    List<String> missing = new ArrayList<>();
    List<String> zero = new ArrayList<>();
    TreeSet<String> surplus = new TreeSet<>(weights.names());
    Optional<Stage> reaches = Optional.empty();
    int seen = 0;
    for (Stage stage : spec.stages()) {
      List<Convolution> convolutions = spec.convolutions(stage);
      for (Convolution convolution : convolutions.subList(seen, convolutions.size())) {
        Map<String, List<Long>> expected = tensors(convolution);
        expected.forEach((name, shape) -> add(missing, name, !has(weights, name, shape)));
        surplus.removeAll(expected.keySet());
        String kernel = convolution.name() + ".weight";
        add(zero, kernel, !missing.contains(kernel) && allZero(weights.values(kernel)));
      }
      seen = convolutions.size();
      reaches = missing.isEmpty() && zero.isEmpty() ? Optional.of(stage) : reaches;
    }
    List<String> unneeded = new ArrayList<>(surplus);
    unneeded.addAll(weights.unplaced());
    return new WeightsInspection(
        weights.names().size(), values(weights), reaches, missing, unneeded, zero);
  }

  /** The tensors of a convolution and its norm, with their shapes. */
  private static Map<String, List<Long>> tensors(Convolution convolution) {
    List<Long> channels = List.of((long) convolution.outChannels());
    Map<String, List<Long>> tensors = new LinkedHashMap<>();
    tensors.put(convolution.name() + ".weight", convolution.weightShape());
    if (convolution.biased()) {
      tensors.put(convolution.name() + ".bias", channels);
    }
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      tensors.put(convolution.norm() + "." + part, channels);
    }
    return tensors;
  }

  private static void add(List<String> names, String name, boolean belongs) {
    if (belongs) {
      names.add(name);
    }
  }

  private static boolean has(WeightsSource weights, String name, List<Long> shape) {
    return weights.names().contains(name) && weights.shape(name).equals(shape);
  }

  private static boolean allZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static long values(WeightsSource weights) {
    return weights.names().stream()
        .mapToLong(name -> weights.shape(name).stream().reduce(1L, Math::multiplyExact))
        .sum();
  }
}
