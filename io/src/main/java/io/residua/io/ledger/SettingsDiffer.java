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

  private SettingsDiffer(List<String> differences) {
    super(
        "[output] settings: expected those of the run this output was begun with, found other"
            + " ones:\n  "
            + String.join("\n  ", differences)
            + "\nNothing was written. Use the recorded settings to go on with that run, or another"
            + " --output.");
  }

  static void check(RunDescription run, Map<String, String> settings, InputSelection selection) {
    List<String> differences = new ArrayList<>();
    compare(run.settings(), settings, differences);
    compare(run.selection().keyValues(), selection.keyValues(), differences);
    if (differences.isEmpty() && !run.selection().equals(selection)) {
      differences.add("input: recorded %s, now %s".formatted(run.selection(), selection));
    }
    if (!differences.isEmpty()) {
      throw new SettingsDiffer(differences);
    }
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
