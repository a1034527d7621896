package io.residua.jobs.table;

import org.jspecify.annotations.Nullable;

/** What only the classes of a source know. */
final class Foreign {

  private Foreign() {}

  /**
   * Calls a public method without parameters.
   *
   * @throws IllegalArgumentException when there is none: another version of the source
   */
  static Object call(Object on, String method) {
    try {
      return on.getClass().getMethod(method).invoke(on);
    } catch (ReflectiveOperationException e) {
      throw unknown(on, method, e);
    }
  }

  /**
   * Calls a public method of a text.
   *
   * @throws IllegalArgumentException when there is none: another version of the source
   */
  static @Nullable Object call(Object on, String method, String argument) {
    try {
      return on.getClass().getMethod(method, String.class).invoke(on, argument);
    } catch (ReflectiveOperationException e) {
      throw unknown(on, method, e);
    }
  }

  private static IllegalArgumentException unknown(Object on, String method, Exception cause) {
    return new IllegalArgumentException(
        "[%s] %s: expected it to tell how files name the table's columns, found: %s; give the jars of another version: Delta 4.4.0 and Iceberg 1.12.0 do"
            .formatted(on.getClass().getName(), method, cause),
        cause);
  }
}
