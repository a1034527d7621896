package io.residua.io.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 as 64 lower-case hex digits. */
final class Sha256 {

  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Adds the UTF-8 bytes of a text. */
  Sha256 add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A file as {@code path}, read to its end. */
  static OutputFile describe(String path, InputStream content) throws IOException {
    return copy(path, content, OutputStream.nullOutputStream(), Long.MAX_VALUE);
  }

  /**
   * A file as {@code path}, copied while it is read, to its end or beyond {@code most} bytes.
   *
   * @return what was read
   */
  static OutputFile copy(String path, InputStream content, OutputStream to, long most)
      throws IOException {
    Sha256 sha256 = new Sha256();
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int read = content.read(buffer); read >= 0 && bytes <= most; read = content.read(buffer)) {
      sha256.digest.update(buffer, 0, read);
      to.write(buffer, 0, read);
      bytes += read;
    }
    return new OutputFile(path, bytes, sha256.hex());
  }

  /** A local file as {@code path}. */
  static OutputFile describe(String path, Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return describe(path, content);
    }
  }

  /** A file in place. */
  static OutputFile describe(OutputStore store, String path) throws IOException {
    try (InputStream content = store.open(path)) {
      return describe(path, content);
    }
  }

  /** The settings-id: SHA-256 of a line {@code key=value} each, sorted by key. */
  static String ofSettings(Map<String, String> settings) {
    Sha256 sha256 = new Sha256();
    new TreeMap<>(settings)
        .forEach(
            (key, value) -> {
              if (key.matches("(?s).*[=\n].*") || value.contains("\n")) {
                throw new IllegalArgumentException(
                    "[settings] %s: expected one line, found %s".formatted(key, value));
              }
              sha256.add(key).add("=").add(value).add("\n");
            });
    return sha256.hex();
  }
}
