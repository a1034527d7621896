package io.residua.jobs;

import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.dl4j.Dl4jZip;
import io.residua.backbone.weights.SafetensorsWriter;
import io.residua.backbone.weights.WeightsCard;
import io.residua.backbone.weights.WeightsInspection;
import io.residua.backbone.weights.WeightsSource;
import io.residua.jobs.extract.Dl4jGraph;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua weights convert}: any file to safetensors, or to a graph. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the backbone of any weights file as safetensors with torchvision's names: float32, kernels [out, in, height, width], the first convolution of R, G, B.",
      "The file says which network and preprocessing it is for. What is no part of the backbone, such as the classifier, is left out.",
      "OUT.zip is a graph that Deeplearning4j's ModelSerializer.restoreComputationGraph loads, with the outputs conv2_x to conv5_x."
    },
    footer = {
      "",
      "  residua weights convert resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5 keras.safetensors",
      "  residua weights convert resnet50-0676ba61.pth resnet50.zip"
    })
final class WeightsConvertCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "Weights, as 'inspect' takes them.")
  private String file = "";

  @Parameters(
      index = "1",
      paramLabel = "OUT.safetensors|OUT.zip",
      description = "File to write; one that is there is never overwritten.")
  private Path out = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The network, where the tensors cannot tell, e.g. resnet50-os8.")
  private @Nullable String model;

  @Override
  public Integer call() throws IOException {
    String name = out.toString();
    if (!name.endsWith(".safetensors") && !name.endsWith(".zip")) {
      throw new RefusedException(
          "[%s] expected a file that ends in .safetensors or .zip, found another; name it so"
              .formatted(out));
    }
    if (Dl4jGraph.is(file)) {
      throw new RefusedException(
          "[%s] expected weights with their batch norms, found a graph of Deeplearning4j, whose norms are folded away; convert what it was made of"
              .formatted(file));
    }
    try (WeightsSource weights =
        WeightsSource.open(file, model == null ? null : ResNetSpec.of(model))) {
      if (name.endsWith(".zip")) {
        writeGraph(weights);
      } else {
        SafetensorsWriter.write(weights, out);
      }
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException(
          "[%s] expected no such file yet, found one; name another, or remove it".formatted(out));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
    System.out.println("written: " + out);
    return ExitCode.DONE;
  }

  /** A graph reaches as far as the weights do. */
  private void writeGraph(WeightsSource weights) {
    WeightsCard card = weights.card();
    Stage deepest =
        WeightsInspection.of(weights)
            .reaches()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "[%s] expected a whole conv2_x, found tensors missing; 'residua weights inspect' names them"
                            .formatted(file)));
    Map<String, String> said =
        card.preprocessing() == null || !card.preprocessingSure()
            ? Map.of()
            : Map.of(Dl4jGraph.PREPROCESSING, card.preprocessing().name());
    Dl4jZip.write(weights.fold(deepest), out, said, false);
  }
}
