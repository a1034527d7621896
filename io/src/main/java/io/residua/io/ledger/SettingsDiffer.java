package io.residua.io.ledger;

import io.residua.io.lake.InputSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An output holds a run with other settings or other inputs; nothing was written. */
public final class SettingsDiffer extends RuntimeException {

  private static final long serialVersionUID = 1;

  private SettingsDiffer(String expected, List<String> differences, String remedy) {
    super(
        expected
            + ", found other ones:\n  "
            + String.join("\n  ", differences)
            + "\nNothing was written. "
            + remedy);
  }

  static void check(
      RunDescription run, Map<String, String> settings, InputSelection selection, String since) {
    List<String> differences = new ArrayList<>();
    compare(run.settings(), settings, differences);
    compare(ofSince(run.since().output()), ofSince(since), differences);
    compare(run.selection().keyValues(), selection.keyValues(), differences);
    if (differences.isEmpty() && !run.selection().equals(selection)) {
      differences.add("input: recorded %s, now %s".formatted(run.selection(), selection));
    }
    if (!differences.isEmpty()) {
      throw new SettingsDiffer(
          "[output] settings: expected those of the run this output was begun with",
          differences,
          "Use the recorded settings to go on with that run, or another --output.");
    }
  }

  static void checkSince(String output, RunDescription run, Map<String, String> settings) {
    List<String> differences = new ArrayList<>();
    compare(run.settings(), settings, differences);
    if (!differences.isEmpty()) {
      throw new SettingsDiffer(
          "[%s] since: expected the settings its rows were made with".formatted(output),
          differences,
          "Use the recorded settings to copy its rows, or leave --since out to extract everything.");
    }
  }

  private static Map<String, String> ofSince(String output) {
    return Map.of("since", output.isEmpty() ? "none" : output);
  }

  private static void compare(
      Map<String, String> recorded, Map<String, String> now, List<String> differences) {
    TreeSet<String> names = new TreeSet<>(recorded.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      if (!Objects.equals(recorded.get(name), now.get(name))) {
        differences.add(
            "%s: recorded %s, now %s"
                .formatted(name, shown(recorded.get(name)), shown(now.get(name))));
      }
    }
  }

  private static String shown(@Nullable String value) {
    return value == null ? "(none)" : value.isEmpty() ? "(empty)" : value;
  }
}
