package io.residua.jobs;

import io.residua.jobs.extract.ExtractRequest;
import io.residua.jobs.extract.Planning;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(names = "--since", paramLabel = "OLD", description = "Accepted, too.")
  private @Nullable String since;

  @Option(
      names = "--resources",
      description =
          "Only the memory that executors and driver want, as options of spark-submit; the input is not looked at.")
  private boolean resources;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "4",
      description = "With --resources: cores of an executor (default: ${DEFAULT-VALUE}).")
  private int slots = 4;

  @Override
  public Integer call() throws Exception {
    ExtractRequest request =
        ExtractCommand.request(lake, features, maps, clips, run, cluster, output)
            .calibrating(calibration.request())
            .since(since);
    if (resources) {
      Planning.resources(request, slots, System.out);
    } else {
      Planning.run(request, System.out);
    }
    return ExitCode.DONE;
  }
}
