package io.residua.io.features;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of uris in their order. Each counts as the decimal number of its UTF-8 bytes, a space,
 * these bytes and a newline, so that no two lists are the same bytes.
 */
final class UriDigest {

  private final MessageDigest digest;
  private long uris;

  UriDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void add(String uri) {
    byte[] bytes = uri.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
    digest.update((byte) '\n');
    uris++;
  }

  /** How many were added. */
  long uris() {
    return uris;
  }

  /** 64 lower-case hex digits. Begins anew. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
