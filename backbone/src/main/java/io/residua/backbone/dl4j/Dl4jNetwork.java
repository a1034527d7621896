package io.residua.backbone.dl4j;

import io.residua.backbone.Body;
import io.residua.backbone.Convolution;
import io.residua.backbone.Dilation;
import io.residua.backbone.Downsampling;
import io.residua.backbone.Inflation;
import io.residua.backbone.Normalization;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.Stem;
import io.residua.backbone.StridePlacement;
import io.residua.backbone.Variant;
import io.residua.backbone.weights.WeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * Which ResNet a configuration is of.
 *
 * @param spec the network; where the file has no card, without biases and epsilon, which folding
 *     has used up
 * @param deepest the stage it ends with
 * @param order its convolutions in the order of their parameters
 */
record Dl4jNetwork(ResNetSpec spec, Stage deepest, List<Convolution> order) {

  Dl4jNetwork {
    order = List.copyOf(order);
  }

  /**
   * Finds the network whose graph this is.
   *
   * @param card what the file notes, which must be true
   * @throws WeightsException when no ResNet of ours has this graph
   */
  static Dl4jNetwork of(String file, Dl4jConfiguration found, Map<String, String> card) {
    Stage deepest = Dl4jZip.deepest(file, found.vertices());
    String difference = "";
    for (ResNetSpec spec : candidates(file, found, deepest, card.get("model"))) {
      Dl4jConfiguration expected = expected(file, spec, deepest);
      Optional<String> first = expected.difference(found);
      if (first.isEmpty()) {
        List<String> order = found.order().isEmpty() ? expected.order() : found.order();
        return new Dl4jNetwork(spec, deepest, ordered(file, spec, deepest, order));
      }
      difference = difference.isEmpty() ? "%s: %s".formatted(spec.name(), first.get()) : difference;
    }
    throw new WeightsException(
        file,
        "%s: expected the graph of a ResNet as Residua writes it, found another (%s); only such graphs are read"
            .formatted(
                Dl4jZipEntries.CONFIGURATION,
                difference.isEmpty() ? "none has these vertices" : difference));
  }

  private static List<ResNetSpec> candidates(
      String file, Dl4jConfiguration found, Stage deepest, @Nullable String model) {
    if (model != null) {
      try {
        return List.of(ResNetSpec.of(model));
      } catch (IllegalArgumentException e) {
        throw new WeightsException(
            file, "%s: %s".formatted(Dl4jZipEntries.CARD, e.getMessage()), e);
      }
    }
    Set<String> vertices = new HashSet<>(found.vertices());
    return ResNetSpec.known().stream()
        .flatMap(Dl4jNetwork::variants)
        .filter(spec -> convolutions(spec, deepest).equals(convolutions(vertices)))
        .toList();
  }

  private static Stream<ResNetSpec> variants(ResNetSpec network) {
    List<ResNetSpec> specs = new ArrayList<>();
    for (StridePlacement stride : StridePlacement.values()) {
      for (Stem stem : Stem.values()) {
        for (Downsampling downsampling : Downsampling.values()) {
          for (Dilation dilation : Dilation.values()) {
            variant(network, stride, stem, downsampling, dilation).ifPresent(specs::add);
          }
        }
      }
    }
    return specs.stream();
  }

  /** Empty where they do not go together. */
  private static Optional<ResNetSpec> variant(
      ResNetSpec network,
      StridePlacement stride,
      Stem stem,
      Downsampling downsampling,
      Dilation dilation) {
    Normalization folded = Variant.TORCHVISION.normalization();
    try {
      return Optional.of(
          network.in(
              new Variant(
                  stride, folded, stem, downsampling, dilation, Body.CONV5, Inflation.NONE)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Set<String> convolutions(ResNetSpec spec, Stage deepest) {
    Set<String> names = new HashSet<>();
    spec.convolutions(deepest).forEach(convolution -> names.add(convolution.name()));
    return names;
  }

  /** Without pools, sums and what follows them. */
  private static Set<String> convolutions(Set<String> vertices) {
    Set<String> names = new HashSet<>();
    for (String vertex : vertices) {
      boolean averaged =
          vertex.endsWith(".downsample.0")
              && vertices.contains(vertex.replace(".downsample.0", ".downsample.1"));
      if (vertex.matches("conv1(\\.\\d)?|.*\\.(conv\\d|downsample\\.\\d)") && !averaged) {
        names.add(vertex);
      }
    }
    return names;
  }

  private static Dl4jConfiguration expected(String file, ResNetSpec spec, Stage deepest) {
    ComputationGraph graph = new ComputationGraph(GraphBuilder.configuration(spec, deepest));
    graph.topologicalSortOrder();
    return Dl4jConfiguration.parse(file, graph.getConfiguration().toJson());
  }

  private static List<Convolution> ordered(
      String file, ResNetSpec spec, Stage deepest, List<String> order) {
    Map<String, Convolution> left = new HashMap<>();
    spec.convolutions(deepest).forEach(convolution -> left.put(convolution.name(), convolution));
    List<Convolution> convolutions = new ArrayList<>();
    for (String vertex : order) {
      Convolution convolution = left.remove(vertex);
      if (convolution != null) {
        convolutions.add(convolution);
      }
    }
    if (!left.isEmpty() || new HashSet<>(order).size() != order.size()) {
      throw new WeightsException(
          file,
          "%s: topologicalOrderStr: expected every vertex once, found others (%s); the file is damaged, get it again"
              .formatted(Dl4jZipEntries.CONFIGURATION, Arrays.toString(left.keySet().toArray())));
    }
    return convolutions;
  }
}
