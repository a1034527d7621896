package io.residua.jobs;

import io.residua.backbone.weights.catalogue.Catalogue;
import io.residua.backbone.weights.catalogue.CatalogueEntry;
import io.residua.backbone.weights.catalogue.Downloads;
import io.residua.jobs.extract.RefusedException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code residua weights fetch}: official weights into the cache. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Downloads official weights into the cache and prints where they are.",
      "The cache is $$RESIDUA_CACHE/weights, else ~/.cache/residua/weights. An interrupted download goes on where it stopped; a file is used only when its checksum is the published one. The proxy is that of https_proxy and no_proxy.",
      "Exit code 1 when the file cannot be had; the message says what to bring where."
    })
final class WeightsFetchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "As residua weights list has it.")
  private String name = "";

  @Override
  public Integer call() {
    CatalogueEntry entry =
        Catalogue.find(name)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "[%s] expected a name of the catalogue, found none like it; residua weights list shows them"
                            .formatted(name)));
    System.out.println(Downloads.usual().fetch(entry));
    return ExitCode.DONE;
  }
}
