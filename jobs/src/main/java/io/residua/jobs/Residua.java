package io.residua.jobs;

import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line, and the main class for {@code spark-submit}. */
@Command(
    name = "residua",
    mixinStandardHelpOptions = true,
    versionProvider = Residua.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Image lakes in, ResNet features out.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; what is committed is safe, the same command goes on",
      "2:refused; nothing was written",
      "3:done, but more images were quarantined than --max-error-rate",
      "143:stopped; the same command goes on"
    },
    footer = {"", "Begin with:  residua demo"},
    subcommands = {
      ExtractCommand.class,
      PlanCommand.class,
      VerifyCommand.class,
      StatusCommand.class,
      ReportCommand.class,
      IndexCommand.class,
      SearchCommand.class,
      DuplicatesCommand.class,
      WeightsCommand.class,
      ModelCommand.class,
      BenchCommand.class,
      DemoCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Residua {

  private Residua() {}

  /**
   * Runs a command and ends the process with its exit code; but a driver that YARN started returns
   * when all went well, since YARN takes any exit within it for a failure.
   */
  public static void main(String[] arguments) {
    int code = run(arguments);
    if (code != ExitCode.DONE || !startedByYarn(System.getProperties())) {
      System.exit(code);
    }
  }

  /** Whether Spark's properties are those of a driver within YARN's application master. */
  static boolean startedByYarn(Properties properties) {
    return "cluster".equals(properties.getProperty("spark.submit.deployMode"))
        && properties.getProperty("spark.master", "").startsWith("yarn");
  }

  /** Runs a command; the exit codes are those of {@link ExitCode}. */
  static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  /** All commands. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Residua());
    line.setExecutionExceptionHandler((failure, command, parsed) -> explain(command, failure));
    line.setParameterExceptionHandler((failure, given) -> explain(failure));
    line.setUsageHelpAutoWidth(true);
    line.setOverwrittenOptionsAllowed(true);
    return line;
  }

  /** The whole help would push the fault out of sight. */
  private static int explain(CommandLine.ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    command.getErr().println(failure.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    command
        .getErr()
        .println(command.getCommandSpec().qualifiedName() + " --help lists what is understood");
    return ExitCode.REFUSED;
  }

  /** The JDK's own file exceptions say which file but not what: their class does. */
  private static int explain(CommandLine command, Exception failure) {
    if (failure instanceof RefusedException) {
      command.getErr().println(failure.getMessage());
      return ExitCode.REFUSED;
    }
    boolean said = failure.getMessage() != null && !(failure instanceof FileSystemException);
    command.getErr().println(said ? failure.getMessage() : failure);
    if (Boolean.getBoolean("residua.stacktrace")) {
      failure.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  /** The version Maven built. */
  static final class Version implements IVersionProvider {

    private static final String POM = "/META-INF/maven/io.residua/residua-jobs/pom.properties";

    static String number() {
      try (InputStream pom = Residua.class.getResourceAsStream(POM)) {
        Properties properties = new Properties();
        if (pom != null) {
          properties.load(pom);
        }
        return properties.getProperty("version", "development");
      } catch (IOException e) {
        return "development";
      }
    }

    @Override
    public String[] getVersion() {
      return new String[] {"residua " + number()};
    }
  }
}
