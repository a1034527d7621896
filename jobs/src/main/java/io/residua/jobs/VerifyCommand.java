package io.residua.jobs;

import io.residua.io.lake.Inputs;
import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.extract.SparkContexts;
import io.residua.jobs.verify.Verification;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua verify}: proof of an output from its files alone. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Proves an output from its files alone.",
      "Every image of the plan is embedded or quarantined exactly once, every file is the one its record speaks of, and every value is finite.",
      "Exit code 0 when all of it holds, else 1 and the faults found, the first 100 by name."
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder that extract wrote.")
  private String output = "";

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Hadoop property with the prefix spark.hadoop. Repeats.")
  private Map<String, String> settings = Map.of();

  @Override
  public Integer call() throws Exception {
    Configuration conf = SparkContexts.hadoopConfiguration(settings);
    requireKnownStore(conf);
    return Verification.run(conf, output, System.out) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void requireKnownStore(Configuration conf) throws IOException {
    try {
      Inputs.qualify(conf, List.of(output));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }
}
