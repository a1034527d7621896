package io.residua.backbone.dl4j;

import io.residua.backbone.Convolution;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.Stage;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Builds the graph of some weights. Vertices bear torchvision's names, a stage's output the
 * paper's. {@code ConvolutionMode.Truncate} rounds odd sizes down as torchvision does.
 */
final class GraphBuilder {
  static final String INPUT = "input";

  private final ComputationGraphConfiguration.GraphBuilder graph;
  private final Layers layers;

  private GraphBuilder(Layers layers) {
    this.layers = layers;
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(0)
            .dataType(DataType.FLOAT)
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT);
  }

  /** A graph from {@link #INPUT}, float32 NCHW or NCTHW, to the deepest stage of the weights. */
  static ComputationGraph build(FoldedWeights weights) {
    ComputationGraph graph = new ComputationGraph(configuration(weights.spec(), weights.deepest()));
    graph.init();
    for (Convolution convolution : weights.spec().convolutions(weights.deepest())) {
      load(graph, convolution, weights.of(convolution));
    }
    return graph;
  }

  /** The graph without its weights, every stage an output, shallowest first. */
  static ComputationGraphConfiguration configuration(ResNetSpec spec, Stage deepest) {
    GraphBuilder builder = new GraphBuilder(Layers.of(spec.temporal()));
    builder.network(spec, deepest);
    return builder.graph.build();
  }

  private void network(ResNetSpec spec, Stage deepest) {
    String x = INPUT;
    for (Convolution convolution : spec.stem()) {
      x = convolution(convolution, x, Activation.RELU);
    }
    graph.addLayer("maxpool", layers.maxPool(), x);
    x = "maxpool";
    for (Stage stage : spec.stagesTo(deepest)) {
      var blocks = spec.blocks(stage);
      for (ResidualBlock block : blocks) {
        boolean last = block.equals(blocks.get(blocks.size() - 1));
        x = block(block, x, last ? stage.label() : block.name());
      }
    }
    graph.setOutputs(spec.stagesTo(deepest).stream().map(Stage::label).toArray(String[]::new));
    graph.validateOutputLayerConfig(false);
  }

  private String block(ResidualBlock block, String x, String output) {
    String shortcut = shortcut(block, x);
    String branch = x;
    for (Convolution convolution : block.branch()) {
      boolean last = convolution.equals(block.last());
      branch = convolution(convolution, branch, last ? Activation.IDENTITY : Activation.RELU);
    }
    String sum = block.name() + ".sum";
    graph.addVertex(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), branch, shortcut);
    graph.addLayer(output, new ActivationLayer.Builder().activation(Activation.RELU).build(), sum);
    return output;
  }

  private String shortcut(ResidualBlock block, String x) {
    if (block.shortcut() == null) {
      return x;
    }
    String narrowed = block.pooling() == 1 ? x : averagePool(block, x);
    return convolution(block.shortcut(), narrowed, Activation.IDENTITY);
  }

  private String averagePool(ResidualBlock block, String x) {
    String name = block.name() + ".downsample.0";
    graph.addLayer(name, layers.averagePool(block.pooling()), x);
    return name;
  }

  private String convolution(Convolution convolution, String source, Activation activation) {
    graph.addLayer(convolution.name(), layers.convolution(convolution, activation), source);
    return convolution.name();
  }

  private static void load(
      ComputationGraph graph, Convolution convolution, FoldedWeights.Tensors tensors) {
    long[] extents = convolution.weightShape().stream().mapToLong(Long::longValue).toArray();
    assign(graph, convolution, ConvolutionParamInitializer.WEIGHT_KEY, tensors.weight(), extents);
    assign(
        graph,
        convolution,
        ConvolutionParamInitializer.BIAS_KEY,
        tensors.bias(),
        1,
        convolution.outChannels());
  }

  private static void assign(
      ComputationGraph graph,
      Convolution convolution,
      String parameter,
      FloatBuffer values,
      long... extents) {
    float[] copy = new float[values.remaining()];
    values.get(copy);
    try (INDArray array = Nd4j.create(copy, extents, 'c')) {
      graph.getLayer(convolution.name()).getParam(parameter).assign(array);
    }
  }
}
