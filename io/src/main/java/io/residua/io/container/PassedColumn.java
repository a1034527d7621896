package io.residua.io.container;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of the input that the embeddings carry, too; a row may lack its value.
 *
 * @param name in the input and in the output
 */
public record PassedColumn(String name, PassedType type) {

  /** Names that the embeddings have already. */
  private static final Set<String> TAKEN = Set.of("uri", "sha256", "width", "height", "embedding");

  public PassedColumn {
    Objects.requireNonNull(type, "type");
    if (name.isEmpty() || TAKEN.contains(name)) {
      throw new IllegalArgumentException(
          "[%s] column: expected a name that the embeddings do not have already, found one of theirs; leave it out of --columns"
              .formatted(name));
    }
  }

  /**
   * Lets files of one input only have columns of one type.
   *
   * @param expected by the files before; null by the first
   * @param file named in messages
   * @param found null where the file is too damaged to tell
   * @return what is expected of the files to come
   * @throws IllegalArgumentException naming the file and the column
   */
  public static @Nullable List<PassedColumn> requireSame(
      @Nullable List<PassedColumn> expected, String file, @Nullable List<PassedColumn> found) {
    if (expected == null || found == null) {
      return expected == null ? found : expected;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(found.get(i))) {
        throw new IllegalArgumentException(
            "[%s] column %s: expected %s as in the files before, found %s; leave it out of --columns, or extract the files apart"
                .formatted(
                    file, expected.get(i).name(), expected.get(i).type(), found.get(i).type()));
      }
    }
    return expected;
  }
}
