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
      "Lists the input and works through a sample of it on one core of this machine: images/s and the bottleneck, quarantined images to expect, time for some numbers of executors, bytes of output by kind, size of shards and of executors."
    })
final class PlanCommand implements Callable<Integer> {

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private FeatureOptions features = new FeatureOptions();
  @Mixin private MapOptions maps = new MapOptions();
  @Mixin private CalibrationOptions calibration = new CalibrationOptions();
  @Mixin private ClipOptions clips = new ClipOptions();
  @Mixin private RunOptions run = new RunOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--output",
      paramLabel = "URI",
      description = "Accepted, so that the options of extract can be given as they are.")
  private String output = "none";

  @Override
  public Integer call() throws Exception {
    Planning.run(
        ExtractCommand.request(lake, features, maps, clips, run, cluster, output)
            .calibrating(calibration.request()),
        System.out);
    return ExitCode.DONE;
  }
}
