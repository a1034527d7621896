package io.residua.io.lake;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * In which form inputs hold their images.
 *
 * @param format {@link #AUTOMATIC}, {@code images}, {@code manifest}, the label of a {@link
 *     ContainerFormat}, or the name of a Spark source
 * @param options of the Spark source
 * @param imageColumn column of a table that holds the images' bytes; empty to find it
 * @param nameColumn column of a table whose value is an image's name; empty to find it
 * @param columns passed through to the embeddings: columns of a table, or extensions of an image's
 *     sidecars in an archive
 */
public record InputForm(
    String format,
    Map<String, String> options,
    String imageColumn,
    String nameColumn,
    List<String> columns)
    implements Serializable {

  /** Each file says what it is. */
  public static final String AUTOMATIC = "auto";

  /** Nothing was said. */
  public static final InputForm NONE = new InputForm(AUTOMATIC, Map.of(), "", "", List.of());

  public InputForm {
    options = Map.copyOf(options);
    columns = List.copyOf(columns);
    if (columns.stream().distinct().count() < columns.size()) {
      throw new IllegalArgumentException(
          "[columns] expected each column once, found %s".formatted(String.join(", ", columns)));
    }
  }

  /** What was said, by the names of the options. */
  Map<String, String> keyValues() {
    Map<String, String> said = new TreeMap<>();
    said.put("input-format", format);
    said.put("image-column", imageColumn);
    said.put("name-column", nameColumn);
    said.put("columns", String.join(",", columns));
    said.put("input-option", options.isEmpty() ? "" : new TreeMap<>(options).toString());
    said.values().removeIf(value -> value.isEmpty() || value.equals(AUTOMATIC));
    return said;
  }
}
