package io.residua.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A script of the distribution in a process of its own, its output in a file. */
final class Shell implements AutoCloseable {

  private static final Path DISTRIBUTION = Path.of(System.getProperty("residua.distribution"));
  private static final long LIMIT_SECONDS = 240;

  private final Process process;
  private final Path output;

  private Shell(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** The folder that was assembled. */
  static Path distribution() {
    return DISTRIBUTION;
  }

  /** Starts {@code bin/script arguments}. */
  static Shell start(Map<String, String> environment, String script, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(DISTRIBUTION.resolve("bin").resolve(script).toString());
    command.addAll(arguments);
    return launch(environment, command);
  }

  /** Starts a main class on the distribution's Spark jars. */
  static Shell spark(Map<String, String> environment, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(DISTRIBUTION.resolve("spark/jars") + "/*");
    command.add(main);
    command.addAll(arguments);
    Map<String, String> all = new HashMap<>(sparkEnvironment());
    all.putAll(environment);
    return launch(all, command);
  }

  /** What the classes of a Spark distribution expect of their environment. */
  static Map<String, String> sparkEnvironment() {
    return Map.of(
        "SPARK_HOME", DISTRIBUTION.resolve("spark").toString(), "SPARK_SCALA_VERSION", "2.13");
  }

  private static Shell launch(Map<String, String> environment, List<String> command)
      throws IOException {
    Path output = Files.createTempFile("residua-it-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return new Shell(builder.start(), output);
  }

  /** Runs {@code bin/residua arguments} to its end. */
  static Shell residua(String... arguments) throws IOException, InterruptedException {
    Shell shell = start(Map.of(), "residua", List.of(arguments));
    shell.await();
    return shell;
  }

  int await() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /** Waits until the output holds what a pattern finds, and gives its first group. */
  String awaitOutput(Pattern wanted) throws IOException, InterruptedException {
    for (int tries = 0; tries < 600; tries++) {
      Matcher found = wanted.matcher(output());
      if (found.find()) {
        return found.group(1);
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no " + wanted + " in\n" + output());
  }

  Process process() {
    return process;
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
