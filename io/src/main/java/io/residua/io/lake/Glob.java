package io.residua.io.lake;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A glob over paths below an input. Written out rather than borrowed from {@code
 * java.nio.file.PathMatcher}, which refuses names the process's locale has no bytes for.
 */
final class Glob {

  private static final String QUOTED = "\\.()+^$|";

  private final Pattern pattern;
  private final boolean wholePath;

  /**
   * Compiles a glob: {@code *} and {@code ?} stay within a name, {@code **} crosses folders, {@code
   * [a-c]}, {@code [!a]} and <code>{jpg,png}</code> choose.
   */
  Glob(String glob) {
    this.wholePath = glob.contains("/");
    try {
      this.pattern = Pattern.compile(regex(glob), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "[%s] glob: expected *, **, ?, [..] and {..} in pairs, found: %s; for example *.{jpg,png}"
              .formatted(glob, e.getDescription()),
          e);
    }
  }

  /** Whether a path below an input, with {@code /} between its names, is meant. */
  boolean matches(String relative) {
    String subject = wholePath ? relative : relative.substring(relative.lastIndexOf('/') + 1);
    return pattern.matcher(subject).matches();
  }

  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    boolean choice = false;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          boolean twice = glob.startsWith("**", i);
          regex.append(twice ? ".*" : "[^/]*");
          i += twice ? 1 : 0;
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          boolean not = glob.startsWith("[!", i);
          regex.append(not ? "[^" : "[");
          i += not ? 1 : 0;
        }
        case '{' -> {
          choice = true;
          regex.append("(?:");
        }
        case '}' -> {
          choice = false;
          regex.append(")");
        }
        case ',' -> regex.append(choice ? "|" : ",");
        default -> regex.append(QUOTED.indexOf(c) < 0 ? "" : "\\").append(c);
      }
    }
    return regex.toString();
  }
}
