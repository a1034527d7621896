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
      "  residua duplicates features --threshold 0.95"
    })
final class DuplicatesCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder of an extract with an index.")
  private String output = "";

  @Option(
      names = "--threshold",
      paramLabel = "COSINE",
      defaultValue = "0.98",
      description =
          "Cosine from which on two images are near duplicates (default: ${DEFAULT-VALUE}).")
  private double threshold = 0.98;

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
        new DuplicatesRequest(output, threshold, file, cluster.master, cluster.sparkSettings),
        System.out);
    return ExitCode.DONE;
  }
}
