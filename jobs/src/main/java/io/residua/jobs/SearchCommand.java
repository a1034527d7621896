package io.residua.jobs;

import io.residua.jobs.search.SearchRequest;
import io.residua.jobs.search.Searching;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua search}: the neighbours of an image. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds the images of an output that are most like one.",
      "That one is of the output (--uri), or any image file (--image), which is embedded with the very settings of the output: its weights, preprocessing, stage, pooling, precision and instruction set. Vectors of other settings are refused, since comparing them raises no error and means nothing.",
      "Cosines are of the index's metric. Graph files of an index on HDFS or S3 are copied once into $$RESIDUA_CACHE/index, else ~/.cache/residua/index, and checked; what is no more needed there is yours to delete."
    },
    footer = {
      "",
      "  residua search features --image query.jpg --top 20 --html neighbours.html",
      "  residua search features --uri file:/photos/cat.jpg --json"
    })
final class SearchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder of an extract with an index.")
  private String output = "";

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "Image to find the like of, local or on any store; a video for an output of videos.")
  private @Nullable String image;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description =
          "Image of the output to find the like of, as its embeddings name it; it is left out of the result.")
  private @Nullable String uri;

  @Option(
      names = "--weights",
      paramLabel = "NAME|FILE",
      description =
          "With --image: the weights of the output, where they are no more where they were. Others are refused by their SHA-256.")
  private @Nullable String weights;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int top = 10;

  @Option(
      names = "--exact",
      description = "Compare every vector; needs no index, and takes as long as reading them.")
  private boolean exact;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also write a page with pictures of them, in one file; one that is there is replaced.")
  private @Nullable Path html;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Hadoop property with the prefix spark.hadoop. Repeats.")
  private Map<String, String> settings = Map.of();

  @Override
  public Integer call() throws Exception {
    Searching.run(
        new SearchRequest(output, image, uri, weights, top, exact, html, json, settings),
        System.out);
    return ExitCode.DONE;
  }
}
