package io.residua.jobs;

import io.residua.backbone.ResNetSpec;
import io.residua.backbone.weights.SafetensorsWriter;
import io.residua.backbone.weights.WeightsSource;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua weights convert}: any file to safetensors. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the backbone of any weights file as safetensors with torchvision's names: float32, kernels [out, in, height, width], the first convolution of R, G, B.",
      "The file says which network and preprocessing it is for. What is no part of the backbone, such as the classifier, is left out."
    },
    footer = {
      "",
      "  residua weights convert resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5 keras.safetensors"
    })
final class WeightsConvertCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "Weights, as 'inspect' takes them.")
  private String file = "";

  @Parameters(
      index = "1",
      paramLabel = "OUT.safetensors",
      description = "File to write; one that is there is never overwritten.")
  private Path out = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The network, where the tensors cannot tell, e.g. resnet50-os8.")
  private @Nullable String model;

  @Override
  public Integer call() throws IOException {
    if (!out.toString().endsWith(".safetensors")) {
      throw new RefusedException(
          "[%s] expected a file that ends in .safetensors, found another; name it so"
              .formatted(out));
    }
    try (WeightsSource weights =
        WeightsSource.open(file, model == null ? null : ResNetSpec.of(model))) {
      SafetensorsWriter.write(weights, out);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException(
          "[%s] expected no such file yet, found one; name another, or remove it".formatted(out));
    }
    System.out.println("written: " + out);
    return ExitCode.DONE;
  }
}
