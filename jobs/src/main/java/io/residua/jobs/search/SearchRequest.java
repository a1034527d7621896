package io.residua.jobs.search;

import io.residua.jobs.extract.RefusedException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked for the neighbours of.
 *
 * @param output of a finished run
 * @param image a file; null where it is a uri
 * @param uri of an image of the output; null where it is a file
 * @param weights where those of the run are now; null for where they were
 * @param top how many neighbours
 * @param exact whether every vector is compared
 * @param html file of a neighbour sheet; null for none
 * @param json whether results are printed as JSON
 * @param hadoopSettings {@code spark.hadoop.*}
 */
public record SearchRequest(
    String output,
    @Nullable String image,
    @Nullable String uri,
    @Nullable String weights,
    int top,
    boolean exact,
    @Nullable Path html,
    boolean json,
    Map<String, String> hadoopSettings) {

  private static final int MOST = 10_000;

  public SearchRequest {
    hadoopSettings = Map.copyOf(hadoopSettings);
    IndexRequest.require(top >= 1 && top <= MOST, "top", "1 to " + MOST, top);
    IndexRequest.requireFolder("html", html);
    if ((image == null) == (uri == null)) {
      throw new RefusedException(
          "[search] expected a query, found %s; give --image FILE, or --uri URI of an image of the output"
              .formatted(image == null ? "none" : "two"));
    }
  }
}
