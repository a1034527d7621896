package io.residua.io.ledger;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.apache.hadoop.security.AccessControlException;

/** Says where a file could not be written, why, and what to do about it. */
public final class WriteFailure {

  private WriteFailure() {}

  /**
   * A failure in words, when it is one of those a person can do something about: no space, no
   * right, no folder.
   *
   * @param place folder, as people know it
   * @return {@code failure} itself when it is none of those
   */
  public static IOException explained(IOException failure, String place) {
    String text = String.valueOf(failure.getMessage());
    if (full(text)) {
      return because(
          "[%s] writing: expected free space, found none (%s); free some and run the same command again: finished shards are kept",
          place, text, failure);
    }
    if (denied(failure, text)) {
      return because(
          "[%s] writing: expected a folder this user can write to, found %s; allow it or use another folder, and run the same command again",
          place, failure.toString(), failure);
    }
    return failure;
  }

  private static boolean full(String text) {
    return text.contains("No space left")
        || text.toLowerCase(Locale.ROOT).contains("quota")
        || text.contains("could only be written to 0 of");
  }

  private static boolean denied(IOException failure, String text) {
    return failure instanceof AccessDeniedException
        || failure instanceof NoSuchFileException
        || failure instanceof AccessControlException
        || text.contains("Read-only file system");
  }

  private static IOException because(
      String message, String place, String found, IOException failure) {
    return new IOException(message.formatted(place, found.lines().findFirst().orElse("")), failure);
  }
}
