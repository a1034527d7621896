package io.residua.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** The README names only what exists. */
class ReadmeTest {

  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)`");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--([a-z][a-z0-9-]+)");
  private static final Pattern BLOCK = Pattern.compile("(?s)```\\w*\n(.*?)```");
  private static final CommandSpec COMMANDS = Residua.commandLine().getCommandSpec();
  private static final Set<String> SPARKS =
      Set.of(
          "class",
          "packages",
          "jars",
          "executor-memory",
          "executor-cores",
          "driver-memory",
          "num-executors",
          "deploy-mode",
          "properties-file",
          "dry-run",
          "from-literal",
          "add-opens");

  private static String read(String page) throws IOException {
    return Files.readString(Path.of("..", page));
  }

  @Test
  void everyTypeOfTheArchitectureExists() throws IOException {
    String readme = read("README.md");
    Set<String> named = new TreeSet<>();
    Matcher types = TYPE.matcher(readme.substring(readme.indexOf("## Architecture")));
    while (types.find()) {
      named.add(types.group(1));
    }
    Set<String> existing =
        new ClassFileImporter()
            .importPackages("io.residua").stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(10);
    assertThat(existing).containsAll(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "deploy/README.md"})
  void everyOptionExists(String page) throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher options = OPTION.matcher(read(page));
    while (options.find()) {
      named.add(options.group(1));
    }
    named.removeAll(SPARKS);
    Set<String> existing = new TreeSet<>();
    commands(COMMANDS).forEach(command -> existing.addAll(command.optionsMap().keySet()));
    assertThat(named).isNotEmpty();
    assertThat(named).allSatisfy(option -> assertThat(existing).contains("--" + option));
  }

  /** Parsed only: what it takes to run them is for a person who walks through the page. */
  @ParameterizedTest
  @ValueSource(strings = {"README.md", "deploy/README.md"})
  void everyCommandIsUnderstood(String page) throws IOException {
    List<String> lines = commandLines(read(page));
    assertThat(lines).isNotEmpty();
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThatCode(() -> Residua.commandLine().parseArgs(arguments(line)))
                    .as(line)
                    .doesNotThrowAnyException());
  }

  /** Of blocks of code, those that run Residua and are whole; in one line, without comments. */
  private static List<String> commandLines(String page) {
    return BLOCK
        .matcher(page)
        .results()
        .flatMap(block -> block.group(1).replace("\\\n", " ").lines())
        .filter(line -> line.matches("(deploy/bin/)?residua(-submit)? .*"))
        .map(line -> line.replaceFirst("\\s#.*", "").strip())
        .filter(line -> !line.endsWith("…"))
        .toList();
  }

  /** What follows spark-submit's options. */
  private static String[] arguments(String line) {
    return Arrays.stream(line.split("\\s+"))
        .skip(1)
        .dropWhile(word -> !COMMANDS.subcommands().containsKey(word))
        .toArray(String[]::new);
  }

  private static Stream<CommandSpec> commands(CommandSpec command) {
    return Stream.concat(
        Stream.of(command),
        command.subcommands().values().stream()
            .flatMap(subcommand -> commands(subcommand.getCommandSpec())));
  }
}
