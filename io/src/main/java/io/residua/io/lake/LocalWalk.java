package io.residua.io.lake;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Walks a local folder, or visits one local file, following links. */
final class LocalWalk extends SimpleFileVisitor<Path> {

  /** What the JDK puts for bytes of a name that are none of its locale's characters. */
  private static final char UNREADABLE = '\uFFFD';

  private final Path base;
  private final FoundFiles collector;

  private LocalWalk(Path base, FoundFiles collector) {
    this.base = base;
    this.collector = collector;
  }

  /**
   * Tells the collector of every file below a folder, or of one file.
   *
   * @param base what the paths told are below; the file itself when the user named it
   */
  static void walk(Path start, Path base, FoundFiles collector) throws IOException {
    walk(start, Integer.MAX_VALUE, new LocalWalk(base, collector));
  }

  /** Tells of every file directly in a folder. */
  static void list(Path folder, FoundFiles collector) throws IOException {
    walk(folder, 1, new LocalWalk(folder, collector));
  }

  private static void walk(Path start, int depth, LocalWalk visitor) throws IOException {
    Files.walkFileTree(start, Set.of(FileVisitOption.FOLLOW_LINKS), depth, visitor);
  }

  /** Hadoop's name of a local path. */
  static org.apache.hadoop.fs.Path uri(Path file) {
    return new org.apache.hadoop.fs.Path("file", null, file.toString());
  }

  /** The local path of one of Hadoop's. */
  static Path path(org.apache.hadoop.fs.Path uri) {
    return Path.of(uri.toUri().getPath());
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isDirectory()) {
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isOther()) {
      collector.special();
      return FileVisitResult.CONTINUE;
    }
    String below = base.relativize(file).toString();
    if (below.indexOf(UNREADABLE) >= 0) {
      requireReadableName(file);
    }
    collector.file(
        uri(file), below, attributes.size(), attributes.lastModifiedTime().toMillis(), "");
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof FileSystemLoopException) {
      collector.special();
      return FileVisitResult.CONTINUE;
    }
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw new IOException(
        "[%s] listing: expected a readable folder, found %s; allow this user to read it, or name other inputs"
            .formatted(file, failure),
        failure);
  }

  private static void requireReadableName(Path file) throws IOException {
    if (!Path.of(file.toString()).equals(file)) {
      throw new IOException(
          "[%s] file name: expected characters of the locale (%s), found other bytes; set LC_ALL=C.UTF-8, or rename the file"
              .formatted(file, System.getProperty("sun.jnu.encoding")));
    }
  }
}
