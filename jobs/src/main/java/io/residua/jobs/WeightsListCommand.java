package io.residua.jobs;

import io.residua.backbone.weights.catalogue.Catalogue;
import io.residua.backbone.weights.catalogue.CatalogueEntry;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code residua weights list}: the catalogue as a table. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the official weights that --weights knows by name.",
      "Accuracy is the publisher's on ImageNet's validation set, one crop. A checksum that ends with … is the part of it that is published; the whole SHA-256 is printed after the download and held to from then on."
    })
final class WeightsListCommand implements Callable<Integer> {
  private static final String ROW = "%-32s %-32s %-19s %7s  %-13s %s%n";

  @Option(
      names = "--sources",
      description = "Adds to each its address and where the figures are stated.")
  private boolean sources;

  @Override
  public Integer call() {
    System.out.printf(ROW, "NAME", "MODEL", "PREPROCESSING", "TOP-1 %", "LICENCE", "CHECKSUM");
    Catalogue.entries().forEach(this::show);
    return ExitCode.DONE;
  }

  private void show(CatalogueEntry entry) {
    System.out.printf(
        ROW,
        entry.name(),
        entry.model(),
        entry.preprocessing(),
        String.format(Locale.ROOT, "%.1f", entry.top1()),
        entry.licence(),
        entry.checksum());
    if (sources) {
      System.out.printf("    %s%n    %s%n", entry.uri(), entry.source());
    }
  }
}
