package io.residua.jobs.verify;

import java.util.List;

/**
 * A row of a file of stage maps, looked at and let go.
 *
 * @param uri of the image
 * @param extents of the map: channels, frames of clips, rows, columns
 * @param values how many there are
 * @param finite whether none is NaN or infinite
 */
record StoredMap(String uri, List<Integer> extents, long values, boolean finite) {

  /** Values a map of these extents has. */
  long expectedValues() {
    return extents.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
