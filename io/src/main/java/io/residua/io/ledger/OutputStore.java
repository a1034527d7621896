package io.residua.io.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.InputFile;

/**
 * A store files are placed on: whole, under their final name, and never over another. Paths are
 * below the output folder. Thread-safe.
 *
 * <p>An attempt first writes a temp of a unique name in a folder no reader looks into, then places
 * it by the one step the store makes atomic.
 */
sealed interface OutputStore permits LocalStore, HdfsStore, S3Store {

  /** A hundred times run.json of a plan of a billion images. */
  long MOST_TEXT_BYTES = 64L << 20;

  /** Bytes of files there is room for; empty where the store has no bounds. */
  default OptionalLong freeBytes() throws IOException {
    return OptionalLong.empty();
  }

  /** What a file is to hold. */
  @FunctionalInterface
  interface Content {
    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException;

    static Content of(String text) {
      return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    static Content of(java.nio.file.Path file) {
      return out -> Files.copy(file, out);
    }
  }

  /** A path as people know it, for messages. */
  String name(String path);

  /** Whether the output folder itself is a file. */
  boolean isFile() throws IOException;

  /**
   * Finds out whether {@link #place} never replaces a file here, and has all who open the store
   * with the same configuration do what is safest where it may.
   *
   * @return what a person should know of the store, in one line; empty when there is nothing
   */
  default Optional<String> settle() throws IOException {
    return Optional.empty();
  }

  /**
   * Writes a temp and makes it durable; returns a name {@link #place} knows it by. A failure leaves
   * no temp behind.
   */
  String stage(Content content, String path) throws IOException;

  /**
   * Moves a temp to its final name, unless a file has that name.
   *
   * @return whether this call placed it; false says there is a file, which may be this very temp
   *     when the store's answer was lost or says too little: read it
   */
  boolean place(String temp, String path) throws IOException;

  /**
   * Stages and places. A failure is none when a file has the name by then: whoever placed it may
   * have taken this temp away.
   *
   * @return whether this call placed it, as {@link #place}
   */
  default boolean putIfAbsent(Content content, String path) throws IOException {
    try {
      return place(stage(content, path), path);
    } catch (IOException e) {
      if (size(path).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Puts a file whole in the place of another one, or of none: only for what nothing is decided by,
   * since the last of two writers stays.
   */
  void replace(Content content, String path) throws IOException;

  /** A file's bytes from the first. */
  InputStream open(String path) throws IOException;

  /** A small text file; empty when there is none. */
  default Optional<String> text(String path) throws IOException {
    OptionalLong bytes = size(path);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    if (bytes.getAsLong() > MOST_TEXT_BYTES) {
      throw new IOException(
          "[%s] expected at most %d bytes of text, found %d; it is not Residua's: move it away"
              .formatted(name(path), MOST_TEXT_BYTES, bytes.getAsLong()));
    }
    try (InputStream in = open(path)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty(); // moved away since
    }
  }

  /** A file as Parquet reads it. */
  InputFile parquet(String path) throws IOException;

  /** A file's length; empty when there is none. */
  OptionalLong size(String path) throws IOException;

  /**
   * Names and lengths of the files of a folder, none when there is no folder. Files that come or go
   * meanwhile may be missing, no other.
   */
  Map<String, Long> files(String folder) throws IOException;

  /** When a file got its bytes, by the clock of the store; empty when there is none. */
  Optional<Instant> modified(String path) throws IOException;

  /** The same of the files of a folder, by name, found as {@link #files} finds them. */
  Map<String, Instant> filesModified(String folder) throws IOException;

  /** Moves a file, never over another; false when it is gone. */
  boolean move(String path, String target) throws IOException;

  /** Removes a folder of files; one that comes meanwhile may stay. */
  void deleteFolder(String folder) throws IOException;

  /** Removes what dead attempts left, and the temps of those alive. */
  default void deleteTemps() throws IOException {
    deleteFolder(Layout.TEMP);
  }

  /** A path for a temp no other attempt has. */
  static String temp(String path) {
    return Layout.TEMP + "/" + path.substring(path.lastIndexOf('/') + 1) + "." + UUID.randomUUID();
  }

  /** The store of an output folder. */
  static OutputStore of(Configuration conf, String out) throws IOException {
    Path path = new Path(out);
    String named = path.toUri().getScheme();
    String scheme = named == null ? FileSystem.getDefaultUri(conf).getScheme() : named;
    return switch (scheme) {
      case "file" -> new LocalStore(java.nio.file.Path.of(qualified(conf, path).toUri().getPath()));
      case "hdfs", "viewfs" -> new HdfsStore(conf, qualified(conf, path));
      case "s3a" -> new S3Store(conf, path);
      default ->
          throw new IllegalArgumentException(
              "[%s] output: expected a local folder, an hdfs: or an s3a: uri, found %s:, on which files cannot be placed whole and only once; choose another --output"
                  .formatted(out, scheme));
    };
  }

  private static Path qualified(Configuration conf, Path path) throws IOException {
    return path.getFileSystem(conf).makeQualified(path);
  }
}
