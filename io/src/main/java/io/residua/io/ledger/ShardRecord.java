package io.residua.io.ledger;

import io.residua.io.image.QuarantineCode;
import java.util.List;
import java.util.Map;

/**
 * The ledger's word that a shard is done.
 *
 * @param format version of this record's form
 * @param settingsId of the run
 * @param listId of the run
 * @param shard number, from 0
 * @param files what was placed, the embeddings first
 * @param embedded rows of the embeddings file
 * @param quarantined images without embedding, by code; a code without images is left out
 * @param timingsMillis by stage of the work, of the attempt that wrote this record
 */
public record ShardRecord(
    int format,
    String settingsId,
    String listId,
    int shard,
    List<OutputFile> files,
    long embedded,
    Map<QuarantineCode, Long> quarantined,
    Map<String, Long> timingsMillis) {

  /** The form written now. */
  public static final int FORMAT = 1;

  public ShardRecord {
    files = List.copyOf(files);
    quarantined = Ordered.copyOf(quarantined);
    timingsMillis = Ordered.copyOf(timingsMillis);
  }

  /** Embedded and quarantined images. */
  public long images() {
    return embedded + quarantined.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The record as JSON, for instance as a task's result: records do not survive Kryo. */
  public String toJson() {
    return Json.write(this);
  }

  /**
   * The record written by {@link #toJson}.
   *
   * @param where named in messages
   * @throws java.io.IOException when it is not one, or of a later version
   */
  public static ShardRecord fromJson(String json, String where) throws java.io.IOException {
    return Json.read(json, ShardRecord.class, FORMAT, where);
  }
}
