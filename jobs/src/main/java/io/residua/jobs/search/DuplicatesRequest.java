package io.residua.jobs.search;

import io.residua.jobs.extract.RefusedException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked for the duplicates of.
 *
 * @param output of a finished run with an index
 * @param threshold cosine from which on two images are near duplicates, by the index's metric; null
 *     for {@link Metric#nearDuplicates}
 * @param file CSV file of the result; null for none
 * @param master Spark master; null for what {@code spark-submit} said, else {@code local[*]}
 * @param sparkSettings Spark properties
 */
public record DuplicatesRequest(
    String output,
    @Nullable Double threshold,
    @Nullable Path file,
    @Nullable String master,
    Map<String, String> sparkSettings) {

  public DuplicatesRequest {
    sparkSettings = Map.copyOf(sparkSettings);
    if (threshold != null) {
      IndexRequest.require(
          threshold > 0 && threshold <= 1, "threshold", "a cosine above 0, at most 1", threshold);
    }
    IndexRequest.requireFolder("output", file);
    if (file != null && !file.toString().endsWith(".csv")) {
      throw new RefusedException(
          "[--output] expected a file that ends in .csv, found %s; name it so".formatted(file));
    }
  }
}
