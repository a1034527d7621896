package io.residua.jobs.search;

import java.util.Comparator;

/**
 * An image that was found.
 *
 * @param uri of the image
 * @param cosine of its vector and the query's, -1 to 1, by the index's metric
 * @param shard of the run that it is in
 */
public record Hit(String uri, float cosine, int shard) {

  /** The nearest first; of equal ones by uri. */
  static final Comparator<Hit> NEAREST_FIRST =
      Comparator.comparingDouble((Hit hit) -> hit.cosine()).reversed().thenComparing(Hit::uri);
}
