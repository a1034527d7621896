package io.residua.io.container;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Records of a pax extended header, {@code "<length> <keyword>=<value>\n"} (POSIX.1-2001, pax). */
final class PaxRecords {

  private static final int MOST_DIGITS = 7;

  private PaxRecords() {}

  /**
   * Every record.
   *
   * @param at of the header, named in messages
   */
  static Map<String, String> read(byte[] bytes, long at) throws ContainerDamage {
    Map<String, String> records = new HashMap<>();
    for (int begin = 0; begin < bytes.length && bytes[begin] != 0; ) {
      int blank = begin;
      int length = 0;
      while (blank < bytes.length && blank - begin < MOST_DIGITS && digit(bytes[blank])) {
        length = length * 10 + bytes[blank++] - '0';
      }
      int end = begin + length;
      if (blank >= end || end > bytes.length || bytes[blank] != ' ' || bytes[end - 1] != '\n') {
        throw damage(at);
      }
      String record = new String(bytes, blank + 1, end - blank - 2, StandardCharsets.UTF_8);
      int equal = record.indexOf('=');
      if (equal < 0) {
        throw damage(at);
      }
      records.put(record.substring(0, equal), record.substring(equal + 1));
      begin = end;
    }
    return records;
  }

  /** Refuses records for all members to come that would change which bytes are whose. */
  static void requireHarmless(byte[] bytes, long at) throws ContainerDamage {
    for (String key : read(bytes, at).keySet()) {
      if (key.equals("path") || key.equals("size") || key.startsWith("GNU.sparse.")) {
        throw ContainerDamage.corrupt(
            "tar archive: expected no %s in a global header, found one at byte %d", key, at);
      }
    }
  }

  /** The member's bytes, which a record may say where the header's field is too short. */
  static long size(Map<String, String> records, long field, long at) throws ContainerDamage {
    String size = records.get("size");
    if (size == null) {
      return field;
    }
    if (!size.matches("[0-9]{1,18}")) {
      throw damage(at);
    }
    return Long.parseLong(size);
  }

  private static boolean digit(byte value) {
    return value >= '0' && value <= '9';
  }

  private static ContainerDamage damage(long at) {
    return ContainerDamage.corrupt(
        "tar archive: expected records of a pax header at byte %d, found other bytes", at);
  }
}
