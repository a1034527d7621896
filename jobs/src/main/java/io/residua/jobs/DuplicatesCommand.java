package io.residua.jobs;

import io.residua.jobs.search.Duplicates;
import io.residua.jobs.search.DuplicatesRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua duplicates}: images that are there more than once, or nearly so. */
@Command(
    name = "duplicates",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the images of an output that are there more than once, in groups.",
      "Two images are together when their files are the same by SHA-256 (identical), or when the cosine of their vectors, by the metric of the output's index, is at least --threshold (near). Groups are what such pairs connect, so that two of a large one may be less alike; of each image its nearest in the group is said.",
      "Every vector is asked of the index, on the executors; images beyond its recall may be missed, except identical ones."
    },
    footer = {
      "",
      "  residua duplicates features --output duplicates.csv",
      "  residua duplicates features --threshold 0.95 --output duplicates.csv"
    })
final class DuplicatesCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder of an extract with an index.")
  private String output = "";

  @Option(
      names = "--threshold",
      paramLabel = "COSINE",
      description =
          "Cosine from which on two images are near duplicates (default: 0.9 by centred-cosine, 0.985 by cosine: of 600 real photos and a ResNet-18, all copies that were compressed again or made smaller, and no two others).")
  private @Nullable Double threshold;

  @Option(
      names = "--output",
      paramLabel = "FILE.csv",
      description =
          "Also write all of them to a file: group, cosine, kind, uri; one that is there is replaced.")
  private @Nullable Path file;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() throws Exception {
    Duplicates.run(
        new DuplicatesRequest(output, threshold, file, cluster.master, cluster.sparkSettings()),
        System.out);
    return ExitCode.DONE;
  }
}
