package io.residua.io.ledger;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the images of an earlier run. The first four add up to the images of the run that
 * copies.
 *
 * @param copied as they were, with an embedding there
 * @param changed of another length, modification time, etag or place in a container
 * @param added not there
 * @param retried as they were, quarantined there
 * @param deleted there and in the input no more
 */
public record Changes(long copied, long changed, long added, long retried, long deleted) {

  Map<String, String> keyValues() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("residua.since.copied", Long.toString(copied));
    all.put("residua.since.changed", Long.toString(changed));
    all.put("residua.since.added", Long.toString(added));
    all.put("residua.since.retried", Long.toString(retried));
    all.put("residua.since.deleted", Long.toString(deleted));
    return all;
  }

  static Changes of(Map<String, String> keyValues, String where) throws IOException {
    return new Changes(
        number(keyValues, "residua.since.copied", where),
        number(keyValues, "residua.since.changed", where),
        number(keyValues, "residua.since.added", where),
        number(keyValues, "residua.since.retried", where),
        number(keyValues, "residua.since.deleted", where));
  }

  private static long number(Map<String, String> keyValues, String key, String where)
      throws IOException {
    String value = keyValues.getOrDefault(key, "nothing");
    if (!value.matches("[0-9]{1,18}")) {
      throw new IOException(
          "[%s] %s: expected a number, found %s; move the file away and run the same command again"
              .formatted(where, key, value));
    }
    return Long.parseLong(value);
  }
}
