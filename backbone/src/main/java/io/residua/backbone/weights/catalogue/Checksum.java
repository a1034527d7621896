package io.residua.backbone.weights.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a publisher says of a file's bytes. PyTorch and timm publish the first 8 digits of the
 * SHA-256, as part of the file's name (the convention of {@code torch.hub}); Keras publishes MD5.
 *
 * @param algorithm of the digest
 * @param digits its first hexadecimal digits, 8 at least, all of them where they are published
 */
public record Checksum(Algorithm algorithm, String digits) {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int MIN_DIGITS = 8;

  public Checksum {
    if (digits.length() < MIN_DIGITS
        || digits.length() > algorithm.digits
        || !digits.matches("[0-9a-f]+")) {
      throw new IllegalArgumentException(
          "[checksum] expected %d to %d hexadecimal digits in lower case, found '%s'"
              .formatted(MIN_DIGITS, algorithm.digits, digits));
    }
  }

  /** Digests that publishers use. */
  public enum Algorithm {
    SHA_256("SHA-256", 64),
    /** Tells a damaged file, not one that somebody forged. */
    MD5("MD5", 32);

    private final String label;
    private final int digits;

    Algorithm(String label, int digits) {
      this.label = label;
      this.digits = digits;
    }

    /** Its name in Java and in messages. */
    public String label() {
      return label;
    }

    /** Digest of a file, lower-case hexadecimal. */
    String of(Path file) throws IOException {
      MessageDigest digest = digest();
      byte[] chunk = new byte[CHUNK_BYTES];
      try (InputStream in = Files.newInputStream(file)) {
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          digest.update(chunk, 0, read);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    private MessageDigest digest() {
      try {
        return MessageDigest.getInstance(label);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Reads {@code sha256:0676ba61} or {@code md5:4d47…}.
   *
   * @throws IllegalArgumentException when it is spelled in another way
   */
  static Checksum parse(String text) {
    if (text.startsWith("sha256:")) {
      return new Checksum(Algorithm.SHA_256, text.substring("sha256:".length()));
    }
    if (text.startsWith("md5:")) {
      return new Checksum(Algorithm.MD5, text.substring("md5:".length()));
    }
    throw new IllegalArgumentException(
        "[checksum] expected sha256: or md5: and digits, found '%s'".formatted(text));
  }

  /** Whether all digits are published, not only the first. */
  public boolean whole() {
    return digits.length() == algorithm.digits;
  }

  /** Whether a digest of this algorithm is the one published. */
  public boolean fits(String hex) {
    return hex.startsWith(digits);
  }

  /** How it reads in a message: {@code SHA-256 0676ba61…}. */
  @Override
  public String toString() {
    return algorithm.label + " " + digits + (whole() ? "" : "…");
  }
}
