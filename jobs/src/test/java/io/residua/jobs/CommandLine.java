package io.residua.jobs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A command run in this JVM as a user would run it.
 *
 * @param exitCode of the process it would have been
 * @param output standard output and standard error, as they came
 */
public record CommandLine(int exitCode, String output) {

  /** Runs {@code residua arguments}. */
  public static CommandLine residua(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      System.setErr(captured);
      int exitCode = Residua.run(arguments);
      return new CommandLine(exitCode, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** The last line that is not empty. */
  public String lastLine() {
    return output.strip().lines().reduce("", (before, line) -> line);
  }
}
