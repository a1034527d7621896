package io.residua.jobs;

import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Stage;
import io.residua.backbone.weights.WeightsCard;
import io.residua.backbone.weights.WeightsInspection;
import io.residua.backbone.weights.WeightsSource;
import io.residua.jobs.extract.Dl4jGraph;
import io.residua.jobs.extract.RefusedException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua weights inspect}: the card of a file. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a weights file is: its format, whose names its tensors have, the network they fit and the preprocessing it was trained with.",
      "Nothing in the file is run. Exit code 2 when it is no ResNet, with what it is instead."
    },
    footer = {
      "",
      "  residua weights inspect resnet50-0676ba61.pth",
      "  residua weights inspect R-50.pkl --model resnet50"
    })
final class WeightsInspectCommand implements Callable<Integer> {
  private static final int NAMES_SHOWN = 10;

  @Parameters(
      paramLabel = "FILE",
      description =
          "Weights of torchvision, timm, MMDetection, Keras, Detectron, Detectron2 or Paddle.")
  private String file = "";

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Compare with this network (default: the one the tensors are of).")
  private @Nullable String model;

  @Override
  public Integer call() {
    try {
      inspect(model == null ? null : ResNetSpec.of(model));
      return ExitCode.DONE;
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private void inspect(@Nullable ResNetSpec asked) {
    if (Dl4jGraph.is(file)) {
      print(Dl4jGraph.read(file, asked));
      return;
    }
    try (WeightsSource weights = WeightsSource.open(file, asked)) {
      print(weights, WeightsInspection.of(weights));
    }
  }

  private static void print(Dl4jGraph graph) {
    print(graph.card(), graph.weights().deepest().label());
    end(graph.card(), graph.weights().sha256());
  }

  private static void print(WeightsSource weights, WeightsInspection found) {
    print(weights.card(), found.reaches().map(Stage::label).orElse("no stage"));
    line(
        "tensors",
        String.format(Locale.ROOT, "%,d with %,d values", found.tensors(), found.values()));
    names("missing", found.missing());
    names("surplus", found.surplus());
    names("all zero", found.zero());
    end(weights.card(), weights.sha256());
  }

  private static void print(WeightsCard card, String reaches) {
    System.out.println(card.source());
    line("format", card.format());
    line("names", card.naming());
    line("network", network(card.spec()));
    line("reaches", reaches);
  }

  private static void end(WeightsCard card, String sha256) {
    line(
        "preprocessing",
        card.preprocessing() == null
            ? "unknown; give --preprocess"
            : card.preprocessing().description());
    line("sha-256", sha256);
    card.assumptions(null).forEach(assumption -> line("assumed", assumption));
  }

  private static String network(ResNetSpec spec) {
    return "%s: %d, %d, %d and %d %s blocks"
        .formatted(
            spec.name(),
            spec.depths().get(0),
            spec.depths().get(1),
            spec.depths().get(2),
            spec.depths().get(3),
            spec.block().name().toLowerCase(Locale.ROOT));
  }

  private static void names(String what, List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    line(
        what,
        names.isEmpty()
            ? "none"
            : "%d: %s%s".formatted(names.size(), shown, names.size() > NAMES_SHOWN ? ", ..." : ""));
  }

  private static void line(String what, String text) {
    System.out.printf("  %-14s %s%n", what, text);
  }
}
