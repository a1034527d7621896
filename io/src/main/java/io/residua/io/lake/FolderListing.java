package io.residua.io.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/** Lists folders, files and globs once, before any work. */
public final class FolderListing {

  private FolderListing() {}

  /**
   * Inputs as full uris with scheme and authority, so that they mean the same in any working
   * directory. Looks at nothing in a store.
   *
   * @throws IllegalArgumentException when one is no uri Hadoop understands, holds a password, or is
   *     on a store of a kind this class path knows nothing of
   * @throws IOException when a store cannot be reached
   */
  public static List<String> qualify(Configuration conf, List<String> inputs) throws IOException {
    List<String> qualified = new ArrayList<>();
    for (String input : inputs) {
      Path path = parse(input);
      requireNoPassword(path);
      requireKnownStore(conf, path);
      qualified.add(path.getFileSystem(conf).makeQualified(path).toString());
    }
    return qualified;
  }

  /** A uri goes into every row. */
  private static void requireNoPassword(Path path) {
    String user = path.toUri().getUserInfo();
    if (user != null && user.contains(":")) {
      throw new IllegalArgumentException(
          "[%s://%s%s] uri: expected one without a password, found user:password@ before the host; give it by --conf spark.hadoop.…, or in Hadoop's configuration"
              .formatted(path.toUri().getScheme(), path.toUri().getHost(), path.toUri().getPath()));
    }
  }

  private static void requireKnownStore(Configuration conf, Path path) {
    String scheme = path.toUri().getScheme();
    try {
      if (scheme != null) {
        FileSystem.getFileSystemClass(scheme, conf);
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "[%s] store: expected Hadoop's file system for %s: on the class path, found none (%s); give its jars by --jars or --packages of spark-submit, or use another store"
              .formatted(path, scheme, e.getMessage()),
          e);
    }
  }

  /**
   * Lists a selection, folders recursively, following links.
   *
   * @param listed is told now and then how many files were seen, and once at the end
   * @throws IllegalArgumentException when an input does not exist, or nothing is left to do; the
   *     message has the remedy
   * @throws IOException when a folder cannot be read: a listing is whole or there is none
   */
  public static Listing list(Configuration conf, InputSelection selection, LongConsumer listed)
      throws IOException {
    try (ListingCollector collector = new ListingCollector(selection, listed, null)) {
      return list(conf, collector, selection);
    }
  }

  /**
   * Lists the videos of a selection: folders that directly hold frames, and GIF, WebP and TIFF
   * files, by their names. Globs are matched against a folder's path, or such a file's.
   *
   * @param listed is told now and then how many files were seen, and once at the end
   * @throws IllegalArgumentException when an input does not exist or is a single frame, or nothing
   *     is left to do; the message has the remedy
   * @throws IOException when a folder cannot be read: a listing is whole or there is none
   */
  public static Listing listVideos(
      Configuration conf, InputSelection selection, LongConsumer listed) throws IOException {
    try (ListingCollector collector = new ListingCollector(selection, listed, new Videos())) {
      return list(conf, collector, selection);
    }
  }

  private static Listing list(
      Configuration conf, ListingCollector collector, InputSelection selection) throws IOException {
    for (String input : selection.inputs()) {
      Path path = parse(input);
      FileSystem store = path.getFileSystem(conf);
      if (store.getScheme().equals("file")) {
        listLocal(conf, store.makeQualified(path), collector);
      } else {
        listStore(store, store.makeQualified(path), collector);
      }
    }
    return collector.listing();
  }

  private static Path parse(String input) {
    try {
      return new Path(input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "[%s] path: expected a path or uri, found: %s; write ./ before a name with a colon"
              .formatted(input, e.getMessage()),
          e);
    }
  }

  private static void listLocal(Configuration conf, Path input, ListingCollector collector)
      throws IOException {
    java.nio.file.Path local = LocalWalk.path(input);
    if (Files.exists(local)) {
      walkLocal(local, local, collector);
      return;
    }
    FileSystem raw = FileSystem.getLocal(conf).getRawFileSystem();
    for (FileStatus match : matches(raw, input)) {
      Path path = match.getPath();
      walkLocal(LocalWalk.path(path), LocalWalk.path(parent(path)), collector);
    }
  }

  private static void walkLocal(
      java.nio.file.Path start, java.nio.file.Path base, ListingCollector collector)
      throws IOException {
    collector.begin(LocalWalk.uri(start), !Files.isDirectory(start));
    LocalWalk.walk(start, base, collector);
    collector.end();
  }

  private static void listStore(FileSystem store, Path input, ListingCollector collector)
      throws IOException {
    Optional<FileStatus> literal = status(store, input);
    if (literal.isPresent()) {
      walk(store, literal.get(), input, collector);
      return;
    }
    for (FileStatus match : matches(store, input)) {
      walk(store, match, parent(match.getPath()), collector);
    }
  }

  private static void walk(
      FileSystem store, FileStatus start, Path base, ListingCollector collector)
      throws IOException {
    collector.begin(start.getPath(), start.isFile());
    if (start.isFile()) {
      add(start, base, collector);
    } else {
      RemoteIterator<LocatedFileStatus> files = store.listFiles(start.getPath(), true);
      while (files.hasNext()) {
        add(files.next(), base, collector);
      }
    }
    collector.end();
  }

  private static void add(FileStatus file, Path base, ListingCollector collector) {
    String below = base.toUri().relativize(file.getPath().toUri()).getPath();
    collector.file(
        file.getPath(), below, file.getLen(), file.getModificationTime(), LakeFile.etag(file));
  }

  private static FileStatus[] matches(FileSystem store, Path glob) throws IOException {
    FileStatus[] matches = expand(store, glob);
    if (matches == null || matches.length == 0) {
      throw new IllegalArgumentException(
          "[%s] input: expected a folder, a file or a glob that matches some, found nothing there; check the spelling, and that every machine of the cluster sees it"
              .formatted(glob));
    }
    return matches;
  }

  /** Hadoop says of a pattern it cannot read that the store failed. */
  private static FileStatus @Nullable [] expand(FileSystem store, Path glob) throws IOException {
    try {
      return store.globStatus(glob);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).startsWith("Illegal file pattern")) {
        throw new IllegalArgumentException(
            "[%s] input: expected a folder, a file or a glob, found nothing there and no glob: %s; write \\ before a bracket that belongs to a name"
                .formatted(glob, e.getMessage()),
            e);
      }
      throw e;
    }
  }

  private static Optional<FileStatus> status(FileSystem store, Path path) throws IOException {
    try {
      return Optional.of(store.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }
}
