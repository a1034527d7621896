package io.residua.jobs.describe;

import io.residua.backbone.Block;
import io.residua.backbone.Convolution;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.LayerTable;
import io.residua.backbone.LayerTable.Counts;
import io.residua.backbone.ResNetSpec;
import io.residua.backbone.ResidualBlock;
import io.residua.backbone.StridePlacement;
import io.residua.backbone.Variant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Multiply-adds counted beside those of He et al. 2016, and why they differ. */
final class PaperComparison {

  /** Table 1, last row, "FLOPs": multiply-adds in 10^9 for an image of 224 x 224. */
  private static final Map<String, Double> PRINTED =
      Map.of(
          "resnet18", 1.8, "resnet34", 3.6, "resnet50", 3.8, "resnet101", 7.6, "resnet152", 11.3);

  private static final FeatureShape PAPERS = new FeatureShape(3, 224, 224);

  private PaperComparison() {}

  /** What to say beneath the totals; nothing where the paper has no such network or input. */
  static Optional<String> sentences(LayerTable table) {
    String network = table.spec().network();
    if (!PRINTED.containsKey(network) || !table.classified() || !table.input().equals(PAPERS)) {
      return Optional.empty();
    }
    double printed = Objects.requireNonNull(PRINTED.get(network));
    double paper = papers(table.spec()) / 1e9;
    double difference = table.counts().multiplyAdds() / 1e9 - paper;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "The paper prints %.1f x 10^9 for %s: %s, which counts as %.3f x 10^9%s.%n%s",
            printed,
            network,
            reason(table.spec()),
            paper,
            rounds(paper, printed) ? "" : " (the paper's last digit is not rounded up)",
            compared(difference)));
  }

  private static String compared(double difference) {
    return difference == 0
        ? "This network has as many."
        : String.format(
            Locale.ROOT,
            "This network has %.3f x 10^9 %s.",
            Math.abs(difference),
            difference > 0 ? "more" : "less");
  }

  private static boolean rounds(double counted, double printed) {
    return Math.round(counted * 10) == Math.round(printed * 10);
  }

  /** Section 4.1 for the shortcuts; the published models of the paper for the stride. */
  private static String reason(ResNetSpec spec) {
    return switch (spec.block()) {
      case BASIC ->
          "its shortcuts have no weights, torchvision's have a 1x1 where the map is halved";
      case BOTTLENECK ->
          "its blocks have the stride in the first 1x1, torchvision's in the 3x3 behind it";
    };
  }

  /** Multiply-adds of the paper's own network. */
  private static long papers(ResNetSpec spec) {
    boolean basic = spec.block() == Block.BASIC;
    Variant variant =
        basic ? Variant.TORCHVISION : Variant.TORCHVISION.with(StridePlacement.IN_1X1);
    LayerTable table = LayerTable.of(spec.in(variant), 1, PAPERS.height(), PAPERS.width());
    return table.counts().multiplyAdds() - (basic ? shortcuts(table) : 0);
  }

  private static long shortcuts(LayerTable table) {
    Set<String> projections =
        table.spec().stages().stream()
            .flatMap(stage -> table.spec().blocks(stage).stream())
            .map(ResidualBlock::shortcut)
            .filter(Objects::nonNull)
            .map(Convolution::name)
            .collect(Collectors.toSet());
    return table.layers().stream()
        .filter(layer -> projections.contains(layer.name()))
        .map(LayerTable.Layer::counts)
        .mapToLong(Counts::multiplyAdds)
        .sum();
  }
}
