package io.residua.jobs;

import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.search.IndexRequest;
import io.residua.jobs.search.Indexing;
import io.residua.jobs.search.Metric;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua index}: an index of an output's embeddings. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Builds an index of an output's embeddings, for residua search and residua duplicates, into OUT/index.",
      "It is built on the executors, a graph for each group of shards, and measured: recall@10 is the share of the 10 truly nearest that a search finds, over up to 500 vectors of the set. The least search depth that reaches --recall is recorded and used.",
      "Where no depth of the graph does, as with vectors that have no neighbourhoods, searches go through more, up to all vectors, and the index says so.",
      "An index is there when its index.json is, which comes last; the same command again finds it up to date, or builds what a killed one did not finish."
    },
    footer = {
      "",
      "  residua index features",
      "  residua search features --image query.jpg",
      "  residua-submit --master spark://host:7077 index hdfs:///features"
    })
final class IndexCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder of a finished extract.")
  private String output = "";

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      defaultValue = "centred-cosine",
      description =
          "centred-cosine: the cosine after the mean of all embeddings was subtracted; cosine: of the embeddings as they are (default: ${DEFAULT-VALUE}).")
  private String metric = "centred-cosine";

  @Option(
      names = "--recall",
      paramLabel = "SHARE",
      defaultValue = "0.98",
      description = "Recall@10 that searches are to reach (default: ${DEFAULT-VALUE}).")
  private double recall = 0.98;

  @Option(
      names = "--group-vectors",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Vectors of a graph at most, and so of a task, on one core; a graph's file stays below 2 GiB. More, smaller graphs are built on more cores, and each query asks all of them (default: ${DEFAULT-VALUE}).")
  private int groupVectors = 100_000;

  @Option(
      names = "--exact-below",
      paramLabel = "N",
      defaultValue = "5000",
      description =
          "Vectors below which no graph is built and searches go through all embeddings (default: ${DEFAULT-VALUE}).")
  private int exactBelow = 5_000;

  @Option(names = "--rebuild", description = "Replace the index that is there.")
  private boolean rebuild;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() throws Exception {
    Indexing.run(
        new IndexRequest(
            output,
            metric(),
            recall,
            groupVectors,
            exactBelow,
            rebuild,
            cluster.master,
            cluster.sparkSettings()),
        Residua.Version.number(),
        System.out);
    return ExitCode.DONE;
  }

  private Metric metric() {
    try {
      return Metric.of(metric);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }
}
