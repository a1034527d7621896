package io.residua.jobs;

import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.extract.SparkContexts;
import io.residua.jobs.progress.LiveLine;
import io.residua.jobs.status.RunStatus;
import io.residua.jobs.status.RunWatch;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua status}: how far a run is that goes on elsewhere. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Says of a run, from its output alone, what it is, how far it is, how fast, and whether it lives.",
      "Only reads. Whether a run lives shows in when its last shard was done, by the clock of the store."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it is finished, or goes on",
      "1:it seems stalled or stopped; or it could not be read",
      "2:there is no run there, or none yet"
    },
    footer = {"", "  residua status features", "  residua status hdfs:///features --watch"})
final class StatusCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder that extract writes.")
  private String output = "";

  @Option(
      names = "--watch",
      description = "Looks again every five seconds, until the run is finished.")
  private boolean watch;

  @Option(
      names = "--json",
      description = "Prints a JSON object; with --watch one a line, whenever something changed.")
  private boolean json;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Hadoop property with the prefix spark.hadoop. Repeats.")
  private Map<String, String> settings = Map.of();

  @Override
  public Integer call() throws Exception {
    RunWatch run = open();
    if (watch) {
      RunStatus end = run.follow(System.out, System.err, LiveLine.TERMINAL, json);
      if (!json) {
        RunWatch.print(end, System.out, false);
      }
      return ExitCode.DONE;
    }
    RunStatus status = run.look().orElse(null);
    if (status == null) {
      throw new RefusedException(run.absent());
    }
    RunWatch.print(status, System.out, json);
    return status.state().quiet() ? ExitCode.FAILED : ExitCode.DONE;
  }

  private RunWatch open() throws IOException {
    Configuration conf = SparkContexts.hadoopConfiguration(settings);
    try {
      return RunWatch.open(conf, output);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }
}
