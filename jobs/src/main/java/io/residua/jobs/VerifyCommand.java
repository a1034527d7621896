package io.residua.jobs;

import io.residua.jobs.extract.SparkContexts;
import io.residua.jobs.verify.Verification;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code residua verify}: proof of an output from its files alone. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Proves from the files alone that every image of the plan is embedded or quarantined exactly once,",
      "that every file is the one its record speaks of, and that every value is finite.",
      "Exit code 0 when all of it holds, else 1 and every fault found."
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "OUT", description = "Folder that extract wrote.")
  private String output = "";

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() throws Exception {
    return Verification.run(
            SparkContexts.hadoopConfiguration(cluster.sparkSettings), output, System.out)
        ? ExitCode.DONE
        : ExitCode.FAILED;
  }
}
