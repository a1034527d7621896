package io.residua.io.lake;

import io.residua.io.container.PassedColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Lists all inputs once, before any work: folders, globs, files, and what archives and manifests
 * hold. What takes long is cut into pieces for a {@link ListingWork}.
 */
public final class LakeListing implements AutoCloseable {

  private static final int FILES_BETWEEN_REPORTS = 1_000;

  /** Folders that are worth other machines' help. */
  private static final int MANY_FOLDERS = 32;

  /** Levels of folders looked through for so many. */
  private static final int LEVELS = 3;

  /** Pieces that are faster listed here than sent away. */
  private static final int FEW_PIECES = 4;

  /** Names of a manifest in a piece, and pieces held at a time: some 30 MB of names. */
  private static final int NAMES = 5_000;

  private static final int MOST_PIECES = 64;

  private final Configuration conf;
  private final InputSelection selection;
  private final boolean videos;
  private final ListingWork work;
  private final LongConsumer listed;
  private final ImageSorter images = new ImageSorter();
  private final ListingCollector collector;
  private final List<ListingPiece> pieces = new ArrayList<>();
  private final List<ListingPiece> archives = new ArrayList<>();
  private @Nullable List<PassedColumn> columns;
  private long seen;
  private long hidden;
  private long byGlob;
  private long special;

  private LakeListing(
      Configuration conf,
      InputSelection selection,
      boolean videos,
      ListingWork work,
      LongConsumer listed) {
    this.conf = conf;
    this.selection = selection;
    this.videos = videos;
    this.work = work;
    this.listed = listed;
    this.collector =
        new ListingCollector(selection, videos ? new Videos() : null, images::add, this::met);
  }

  /**
   * Lists a selection, folders recursively, following links.
   *
   * @param videos whether to list videos: folders that directly hold frames, and GIF, WebP and TIFF
   *     files, by their names; globs are matched against a folder's path, or such a file's
   * @param work takes pieces that are many
   * @param listed is told now and then how many files were seen, and once at the end
   * @throws IllegalArgumentException when an input does not exist, cannot be what was asked for, or
   *     nothing is left to do; the message has the remedy
   * @throws IOException when a folder cannot be read: a listing is whole or there is none
   */
  public static Listing list(
      Configuration conf,
      InputSelection selection,
      boolean videos,
      ListingWork work,
      LongConsumer listed)
      throws IOException {
    try (LakeListing listing = new LakeListing(conf, selection, videos, work, listed)) {
      return listing.list();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Lists images, all of it in this process. */
  public static Listing list(Configuration conf, InputSelection selection, LongConsumer listed)
      throws IOException {
    return list(conf, selection, false, new PieceListing(conf, selection, false), listed);
  }

  private Listing list() throws IOException {
    for (String input : selection.inputs()) {
      if (Inputs.isSparkSource(selection.form())) {
        requireImages(input);
        work.table(input, this::take);
      } else {
        input(Inputs.parse(input));
      }
    }
    flush();
    requireTables();
    pieces.addAll(archives);
    flush();
    listed.accept(seen);
    SortedImages kept = images.finish(selection.limit());
    if (kept.size() == 0) {
      throw nothingLeft();
    }
    return new Listing(
        selection,
        kept,
        hidden,
        byGlob,
        special,
        images.duplicates(),
        images.duplicateExamples(),
        Objects.requireNonNullElse(columns, List.of()));
  }

  private void requireImages(String table) {
    if (videos) {
      throw new IllegalArgumentException(
          "[%s] input: expected folders of frames, or videos in .gif, .webp and .tif files, found a table; use a model of images"
              .formatted(table));
    }
  }

  private void requireTables() {
    InputForm form = selection.form();
    if (!form.columns().isEmpty() && archives.isEmpty() && !Inputs.isSparkSource(form)) {
      throw new IllegalArgumentException(
          "[%s] columns: expected a table or an archive that has them, found images by themselves; leave --columns out"
              .formatted(String.join(", ", form.columns())));
    }
  }

  @Override
  public void close() throws IOException {
    images.close();
  }

  private void input(Path input) throws IOException {
    FileSystem store = input.getFileSystem(conf);
    Path path = store.makeQualified(input);
    if (store.getScheme().equals("file")) {
      local(path);
    } else {
      var literal = Inputs.status(store, path);
      if (literal.isPresent()) {
        walk(store, literal.get(), path);
        return;
      }
      for (FileStatus match : Inputs.matches(store, path)) {
        walk(store, match, parent(match.getPath()));
      }
    }
  }

  private void local(Path input) throws IOException {
    java.nio.file.Path literal = LocalWalk.path(input);
    if (Files.exists(literal)) {
      walkLocal(literal, literal);
      return;
    }
    FileSystem raw = FileSystem.getLocal(conf).getRawFileSystem();
    for (FileStatus match : Inputs.matches(raw, input)) {
      Path path = match.getPath();
      walkLocal(LocalWalk.path(path), LocalWalk.path(parent(path)));
    }
  }

  /** The local disk is near, and only one walk sees every loop of links. */
  private void walkLocal(java.nio.file.Path start, java.nio.file.Path base) throws IOException {
    Path path = LocalWalk.uri(start);
    if (Files.isDirectory(start) || !named(path)) {
      LocalWalk.walk(start, base, collector);
    }
    collected();
  }

  private void walk(FileSystem store, FileStatus start, Path base) throws IOException {
    if (start.isDirectory()) {
      folders(store, start.getPath(), base);
    } else if (!named(start.getPath())) {
      LakeFile.tell(start, base, collector);
    }
    collected();
  }

  /** Takes a file a person named, unless it is an image. */
  private boolean named(Path file) throws IOException {
    if (videos) {
      Videos.requireWhole(file);
      return false;
    }
    if (collector.leftOut(file.getName())) {
      return true;
    }
    if (Inputs.manifest(conf, selection.form(), file)) {
      manifest(file);
      return true;
    }
    ContainerFormat format = Inputs.named(conf, selection.form(), file);
    if (format != null) {
      archives.add(new ListingPiece.Archive(format, LakeFile.of(conf, file.toString()).now()));
    }
    return format != null;
  }

  private void manifest(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    Manifest.read(
        conf,
        file,
        selection.form(),
        name -> {
          names.add(name);
          if (names.size() == NAMES) {
            piece(new ListingPiece.Names(names));
            names.clear();
          }
        });
    piece(new ListingPiece.Names(names));
  }

  /** Level by level, until folders are many: then each is a piece. */
  private void folders(FileSystem store, Path root, Path base) throws IOException {
    List<Path> level = List.of(root);
    for (int depth = 0; depth < LEVELS && level.size() < MANY_FOLDERS; depth++) {
      List<Path> next = new ArrayList<>();
      for (Path folder : level) {
        var entries = store.listStatusIterator(folder);
        while (entries.hasNext()) {
          FileStatus entry = entries.next();
          if (entry.isDirectory()) {
            next.add(entry.getPath());
          } else {
            LakeFile.tell(entry, base, collector);
          }
        }
      }
      level = next;
    }
    for (Path folder : level) {
      if (level.size() < MANY_FOLDERS) {
        PieceListing.walk(store, folder, base, collector);
      } else {
        pieces.add(new ListingPiece.Folder(folder.toString(), base.toString()));
      }
    }
  }

  private void piece(ListingPiece piece) {
    pieces.add(piece);
    if (pieces.size() >= MOST_PIECES) {
      flush();
    }
  }

  private void flush() {
    List<ListingPiece> now = List.copyOf(pieces);
    pieces.clear();
    try {
      ListingWork place =
          now.size() <= FEW_PIECES ? new PieceListing(conf, selection, videos) : work;
      place.list(now, this::take);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What this process walked through itself. */
  private void collected() {
    collector.end();
    ListingPart part = collector.part(List.of(), null);
    count(part);
  }

  private void take(ListingPart part) {
    part.images().forEach(images::add);
    for (long left = part.seen(); left > 0; left--) {
      met();
    }
    count(part);
  }

  private void count(ListingPart part) {
    archives.addAll(part.archives());
    hidden += part.hidden();
    byGlob += part.byGlob();
    special += part.special();
    String file = part.images().isEmpty() ? "input" : part.images().get(0).file();
    columns = PassedColumn.requireSame(columns, file, part.columns());
  }

  private void met() {
    if (++seen % FILES_BETWEEN_REPORTS == 0) {
      listed.accept(seen);
    }
  }

  private IllegalArgumentException nothingLeft() {
    return new IllegalArgumentException(
        ("[%s] input: expected images, found none (%d files begin with . or _, %d left out by"
                + " --include and --exclude, %d no regular files); name inputs that hold some")
            .formatted(String.join(" ", selection.inputs()), hidden, byGlob, special));
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }
}
