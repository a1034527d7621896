package io.residua.jobs.bench;

import io.residua.io.ledger.SpoolFolder;
import io.residua.jobs.demo.Demo;
import io.residua.jobs.extract.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images that are worked on, and a folder for what is made of them. Whoever opened it closes
 * it, which deletes the folder; so does the end of the process. Idempotent.
 */
final class Pictures implements AutoCloseable {

  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff");

  private final Path folder;
  private final List<Path> files;

  private Pictures(@Nullable Path input) throws IOException {
    folder = SpoolFolder.create("residua-bench-");
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "residua-bench-delete"));
    files = list(input == null ? Demo.drawPictures(folder) : input);
  }

  /**
   * Images of a folder, or pictures drawn for the occasion.
   *
   * @param input local folder, read recursively; null for pictures of the program's own making
   * @throws RefusedException when it is no folder or has no images
   */
  static Pictures open(@Nullable Path input) throws IOException {
    Pictures pictures = new Pictures(input);
    if (pictures.files.isEmpty()) {
      pictures.close();
      throw new RefusedException(
          "[--input] %s: expected a folder of images (%s), found none; name another, or leave it out for drawn pictures"
              .formatted(input, String.join(", ", ENDINGS.stream().sorted().toList())));
    }
    return pictures;
  }

  /** The images, by name; at least one. */
  List<Path> files() {
    return files;
  }

  /** A new folder beside them; deleted with them. */
  Path newFolder(String prefix) throws IOException {
    return Files.createTempDirectory(folder, prefix);
  }

  /** Deletes a folder and all in it; what links point to stays. */
  static void delete(Path tree) throws IOException {
    List<Path> found;
    try (Stream<Path> paths = Files.walk(tree)) {
      found = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) {
      Files.deleteIfExists(path);
    }
  }

  private static List<Path> list(Path input) throws IOException {
    if (!Files.isDirectory(input)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(input)) {
      return found.filter(Pictures::isImage).sorted().toList();
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && !name.startsWith("_")
        && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
        && Files.isRegularFile(file);
  }

  @Override
  public void close() {
    try {
      if (Files.exists(folder)) {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
