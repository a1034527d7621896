package io.residua.jobs;

import io.residua.jobs.extract.Planning;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code residua plan}: what {@code extract} would cost. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says what extract would take; writes nothing.",
      "Lists the input and works through a sample of it on one core of this machine: images/s and the bottleneck, time for some numbers of cores, bytes of output, memory of an executor."
    })
final class PlanCommand implements Callable<Integer> {

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private ClipOptions clips = new ClipOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--output",
      paramLabel = "URI",
      description = "Accepted, so that the options of extract can be given as they are.")
  private String output = "none";

  @Option(
      names = "--shard-images",
      paramLabel = "N",
      description = "Images of a shard (default: a 64th of the input, 32 to 1024).")
  private int shardImages;

  @Override
  public Integer call() throws Exception {
    Planning.run(
        ExtractCommand.request(lake, features, clips, cluster, output, shardImages, 1), System.out);
    return ExitCode.DONE;
  }
}
