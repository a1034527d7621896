package io.residua.io.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Local folders below {@code java.io.tmpdir} for files that are made before they are placed. */
public final class SpoolFolder {

  private SpoolFolder() {}

  /** Makes one whose name begins with {@code prefix}; whoever made it deletes it. */
  public static Path create(String prefix) throws IOException {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /** What writing in such a folder failed of, in words that name the place. */
  public static IOException explained(IOException failure) {
    return WriteFailure.explained(
        failure, System.getProperty("java.io.tmpdir") + " (java.io.tmpdir)");
  }

  /** Deletes the folder and the files in it. */
  public static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
