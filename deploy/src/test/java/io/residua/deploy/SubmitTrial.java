package io.residua.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code residua-submit} in a distribution whose jars are empty, beside a Spark that prints the
 * arguments it is given. {@code bin/residua} is one that keeps its arguments and advises always the
 * same.
 */
final class SubmitTrial {

  private static final String ADVICE =
      "--executor-cores 4 --executor-memory 1001m --conf spark.executor.memoryOverhead=1002m"
          + " --driver-memory 2003m --conf spark.driver.memoryOverhead=404m";

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /** What a run left. */
  record Result(int status, List<String> out, String err) {}

  SubmitTrial(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    copy(Path.of("bin"), distribution().resolve("bin"));
    copy(Path.of("conf"), distribution().resolve("conf"));
    script(
        distribution().resolve("bin/residua"),
        "printf '%s\\n' \"$@\" > \"$(dirname \"$0\")/../asked\"",
        "echo '" + ADVICE + "'",
        "echo '# what it is made of'");
    for (String jar : List.of("residua-jobs-1", "picocli-4", "dl4j/nd4j-1", "s3a/hadoop-aws-3")) {
      write(distribution().resolve("lib/" + jar + ".jar"), "");
    }
    spark("spark-core_2.13-4.1.2.jar");
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
  }

  /** A Spark of which this is the core. */
  void spark(String core) throws IOException {
    Path jars = folder.resolve("spark/jars");
    if (Files.exists(jars)) {
      try (Stream<Path> old = Files.list(jars)) {
        for (Path jar : old.toList()) {
          Files.delete(jar);
        }
      }
    }
    write(jars.resolve(core), "");
    script(folder.resolve("spark/bin/spark-submit"), "printf '%s\\n' \"$@\"");
  }

  /** As Python's packages have it: its scripts apart from its jars. Returns the scripts' folder. */
  Path sparkWithoutJars() throws IOException {
    Path script = folder.resolve("python/bin/spark-submit");
    script(script, "printf '%s\\n' \"$@\"");
    return script.resolveSibling(".");
  }

  /** Lets Spark print a line, and nothing else. */
  void prints(String line) throws IOException {
    script(folder.resolve("spark/bin/spark-submit"), "echo '" + line + "'");
  }

  Path distribution() {
    return folder.resolve("distribution");
  }

  Path file(String name, String text) throws IOException {
    return write(folder.resolve(name), text);
  }

  SubmitTrial with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What {@code residua plan} was asked, an argument a line; empty when it was not. */
  List<String> asked() throws IOException {
    Path asked = distribution().resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(distribution().resolve("bin/residua-submit").toString());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().keySet().removeIf(name -> name.startsWith("RESIDUA_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Result(status, Files.readAllLines(out), Files.readString(err));
  }

  /** What a shell makes of the one line of a dry run: the arguments. */
  List<String> dryRun(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--dry-run"));
    all.addAll(List.of(arguments));
    List<String> lines = run(all.toArray(String[]::new)).out();
    if (lines.size() != 1) {
      throw new AssertionError("expected one line, found " + lines);
    }
    Process shell = new ProcessBuilder("bash", "-c", lines.get(0)).start();
    return shell.inputReader().lines().toList();
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private static void script(Path file, String... lines) throws IOException {
    write(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
