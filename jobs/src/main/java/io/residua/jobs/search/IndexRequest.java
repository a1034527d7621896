package io.residua.jobs.search;

import io.residua.jobs.extract.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked of an index.
 *
 * @param output of a finished run
 * @param metric what is near
 * @param recall of the 10 nearest that is to be reached, 0 to 1
 * @param groupVectors most embeddings of a group
 * @param exactBelow embeddings below which no graph is built
 * @param rebuild whether an index that is there is replaced
 * @param master Spark master; null for what {@code spark-submit} said, else {@code local[*]}
 * @param sparkSettings Spark properties
 */
public record IndexRequest(
    String output,
    Metric metric,
    double recall,
    int groupVectors,
    int exactBelow,
    boolean rebuild,
    @Nullable String master,
    Map<String, String> sparkSettings) {

  public IndexRequest {
    sparkSettings = Map.copyOf(sparkSettings);
    require(recall > 0 && recall <= 1, "recall", "a share above 0, at most 1", recall);
    require(groupVectors >= 1, "group-vectors", "at least 1", groupVectors);
    require(exactBelow >= 0, "exact-below", "at least 0", exactBelow);
  }

  /** Refuses a file that could not be written once the work is done; none is fine. */
  static void requireFolder(String option, @Nullable Path file) {
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    require(
        folder == null || Files.isDirectory(folder),
        option,
        "a file in a folder that exists",
        String.valueOf(file));
  }

  static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new RefusedException(
          "[--%s] expected %s, found %s; give another value".formatted(option, expected, found));
    }
  }
}
