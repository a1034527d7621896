package io.residua.io.ledger;

/**
 * A file of the output, as it was placed.
 *
 * @param path below the output folder, {@code embeddings/shard-000042.parquet}
 * @param bytes its length
 * @param sha256 64 lower-case hex digits
 */
public record OutputFile(String path, long bytes, String sha256) {

  public OutputFile {
    if (path.isEmpty() || path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new IllegalArgumentException(
          "[output file] path: expected one below the output folder, found " + path);
    }
    if (bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "[%s] expected a length and a SHA-256, found %d and %s".formatted(path, bytes, sha256));
    }
  }
}
