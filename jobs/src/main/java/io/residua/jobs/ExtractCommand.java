package io.residua.jobs;

import io.residua.jobs.extract.ExtractRequest;
import io.residua.jobs.extract.Extraction;
import io.residua.jobs.extract.RunSummary;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code residua extract}: images in, embeddings out. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Extracts an embedding of every image, and stage maps where asked for.",
      "They go to OUT/embeddings (Parquet) and OUT/maps; what cannot be decoded is listed in OUT/quarantine with a code.",
      "The same command again resumes: finished shards are neither read nor rewritten."
    },
    footer = {
      "",
      "A dry run with untrained weights:",
      "  residua extract --input photos --output features --weights generated:42",
      "On a cluster:",
      "  residua-submit --master spark://host:7077 extract --input hdfs:///photos \\",
      "    --output hdfs:///features --weights torchvision:resnet50-v2"
    })
final class ExtractCommand implements Callable<Integer> {

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private MapOptions maps = new MapOptions();
  @Mixin private CalibrationOptions calibration = new CalibrationOptions();
  @Mixin private ClipOptions clips = new ClipOptions();
  @Mixin private RunOptions run = new RunOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--output",
      order = -2,
      required = true,
      paramLabel = "URI",
      description = "Folder of the features; made when missing, resumed when it holds this run.")
  private String output = "";

  @Option(
      names = "--since",
      paramLabel = "OLD",
      description =
          "Output of a finished run of the same settings: rows of images whose uri, length, modification time and etag are the same are copied from it, unread and undecoded; new and changed ones are extracted, those without an embedding there are tried again, deleted ones are listed in OUT/_residua/deleted.parquet. OLD is only read.")
  private @Nullable String since;

  @Override
  public Integer call() throws Exception {
    RunSummary summary =
        Extraction.run(
            request(lake, features, maps, clips, run, cluster, output)
                .calibrating(calibration.request())
                .since(since)
                .reporting(run.report),
            Residua.Version.number(),
            System.out);
    return summary.quarantined() > run.maxErrorRate * summary.listed()
        ? ExitCode.TOO_MANY_QUARANTINED
        : ExitCode.DONE;
  }

  static ExtractRequest request(
      LakeOptions lake,
      FeatureOptions features,
      MapOptions maps,
      ClipOptions clips,
      RunOptions run,
      ClusterOptions cluster,
      String output) {
    return new ExtractRequest(
            lake.request(),
            features.request(clips.request(), maps.choice()),
            output,
            run.shardImages,
            features.isolation == FeatureOptions.DecoderIsolation.process,
            run.maxErrorRate,
            cluster.master,
            cluster.sparkSettings())
        .withNpy(run.npy());
  }
}
