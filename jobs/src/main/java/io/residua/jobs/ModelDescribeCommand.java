package io.residua.jobs;

import io.residua.backbone.LayerTable;
import io.residua.backbone.ResNetSpec;
import io.residua.jobs.describe.Description;
import io.residua.jobs.extract.RefusedException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua model describe}: a network's layers, counted. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the layers of a network: output shape, parameters, multiply-adds, and totals with and without fc.",
      "Layers have torchvision's names, stages the paper's. Nothing is downloaded, no weights are needed."
    },
    footer = {
      "",
      "Examples:",
      "  residua model describe resnet50",
      "  residua model describe resnet50-keras-os16 --height 800 --width 1333",
      "  residua model describe resnet3d-50-conv4-t3 --frames 8"
    })
final class ModelDescribeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "MODEL",
      description =
          "resnet18, resnet34, resnet50, resnet101, resnet152, or one of them in a variant: -stride-in-1x1, -biased, -keras, -keras-first-generation, -deep-stem, -avg-down, -os16, -os8, -conv4; of clips resnet3d-50-t3 and the like.")
  private String model = "";

  @Option(
      names = "--height",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Rows of the image (default: ${DEFAULT-VALUE}).")
  private int height = 224;

  @Option(
      names = "--width",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Columns of the image (default: ${DEFAULT-VALUE}).")
  private int width = 224;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "1",
      description = "Frames of a clip, for resnet3d models (default: ${DEFAULT-VALUE}).")
  private int frames = 1;

  @Override
  public Integer call() {
    Description.print(table(), System.out);
    return ExitCode.DONE;
  }

  private LayerTable table() {
    try {
      return LayerTable.of(ResNetSpec.of(model), frames, height, width);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }
}
