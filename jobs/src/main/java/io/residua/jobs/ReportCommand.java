package io.residua.jobs;

import io.residua.io.lake.Inputs;
import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.extract.SparkContexts;
import io.residua.jobs.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code residua report}: a page for people from what is in an output. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Makes OUT/_residua/report.html: counts, quarantine, throughput, sizes, provenance, a map of the embeddings and nearest neighbours, in one file that needs no network.",
      "Of an unfinished run it shows what is done. Nothing else is written; extract makes the page, too, when it ends."
    })
final class ReportCommand implements Callable<Integer> {

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
    System.out.println("report: " + write(conf));
    return ExitCode.DONE;
  }

  private String write(Configuration conf) throws IOException {
    try {
      return Report.write(conf, Inputs.qualify(conf, List.of(output)).get(0));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }
}
