package io.residua.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** The README names only what exists. */
class ReadmeTest {

  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)`");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--([a-z][a-z0-9-]+)");
  private static final Set<String> SPARKS =
      Set.of("class", "packages", "jars", "executor-memory", "executor-cores", "add-opens");

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }

  @Test
  void everyTypeOfTheArchitectureExists() throws IOException {
    String readme = readme();
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

  @Test
  void everyOptionExists() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher options = OPTION.matcher(readme());
    while (options.find()) {
      named.add(options.group(1));
    }
    named.removeAll(SPARKS);
    List<CommandSpec> commands =
        List.of(
            CommandSpec.forAnnotatedObject(new ExtractCommand()),
            CommandSpec.forAnnotatedObject(new BenchCommand()));
    assertThat(named).hasSizeGreaterThan(5);
    assertThat(named)
        .allSatisfy(
            option ->
                assertThat(commands)
                    .anyMatch(command -> command.findOption("--" + option) != null));
  }
}
