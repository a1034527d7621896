package io.residua.io.ledger;

/**
 * The finished run an incremental one copies rows from, frozen with the incremental one.
 *
 * @param output its folder, qualified; empty where a run is not incremental
 * @param listId of its plan
 * @param settingsId of its settings, which are the incremental run's
 * @param ledgerId SHA-256 of its records: for each shard in order and each of its files in the
 *     order of the record {@code bytes SPACE sha256 SPACE path NEWLINE}
 */
public record Since(String output, String listId, String settingsId, String ledgerId) {

  /** A run that extracts everything. */
  public static final Since NONE = new Since("", "", "", "");

  /** Whether a run extracts everything. */
  public boolean none() {
    return output.isEmpty();
  }
}
