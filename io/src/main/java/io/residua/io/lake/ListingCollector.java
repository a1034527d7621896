package io.residua.io.lake;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Takes every file a walk meets and keeps those, or the videos, that a selection wants. */
final class ListingCollector implements FoundFiles, AutoCloseable {

  private static final int FILES_BETWEEN_REPORTS = 1_000;

  private final InputSelection selection;
  private final List<Glob> includes;
  private final List<Glob> excludes;
  private final LongConsumer listed;
  private final @Nullable Videos videos;
  private final ImageSorter images = new ImageSorter();
  private long seen;
  private long hidden;
  private long byGlob;
  private long special;

  /**
   * @param videos groups frames into videos; null where every file is an image
   */
  ListingCollector(InputSelection selection, LongConsumer listed, @Nullable Videos videos) {
    this.selection = selection;
    this.includes = selection.includes().stream().map(Glob::new).toList();
    this.excludes = selection.excludes().stream().map(Glob::new).toList();
    this.listed = listed;
    this.videos = videos;
  }

  /**
   * A walk begins.
   *
   * @param file whether at a file, not a folder
   */
  void begin(Path start, boolean file) {
    if (videos != null && file) {
      Videos.requireWhole(start);
    }
  }

  /** A walk is over. A folder that another walk meets again is another video to it. */
  void end() {
    if (videos != null) {
      for (Videos.Found found : videos.take()) {
        keepWanted(found.video(), found.path(), found.below());
      }
    }
  }

  /** A file that is the input itself is taken whatever its name begins with. */
  @Override
  public void file(Path file, String below, long length, long modifiedMillis, String etag) {
    if (++seen % FILES_BETWEEN_REPORTS == 0) {
      listed.accept(seen);
    }
    if (hidden(below)) {
      hidden++;
    } else if (videos != null && !Videos.inOneFile(file.getName())) {
      videos.frame(file, below, length, modifiedMillis);
    } else {
      keepWanted(new LakeImage(file.toString(), length, modifiedMillis, etag, null), file, below);
    }
  }

  private void keepWanted(LakeImage image, Path path, String below) {
    if (wanted(below.isEmpty() ? path.getName() : below)) {
      images.add(image);
    } else {
      byGlob++;
    }
  }

  @Override
  public void special() {
    special++;
  }

  /** What was kept, in order and each once. */
  Listing listing() throws IOException {
    listed.accept(seen);
    SortedImages kept = images.finish(selection.limit());
    if (kept.size() == 0) {
      throw nothingLeft();
    }
    return new Listing(
        selection, kept, hidden, byGlob, special, images.duplicates(), images.duplicateExamples());
  }

  @Override
  public void close() throws IOException {
    images.close();
  }

  private IllegalArgumentException nothingLeft() {
    return new IllegalArgumentException(
        ("[%s] input: expected images, found none (%d files begin with . or _, %d left out by"
                + " --include and --exclude, %d no files); name a folder that holds some")
            .formatted(String.join(" ", selection.inputs()), hidden, byGlob, special));
  }

  private boolean wanted(String below) {
    return (includes.isEmpty() || includes.stream().anyMatch(glob -> glob.matches(below)))
        && excludes.stream().noneMatch(glob -> glob.matches(below));
  }

  static boolean hidden(String below) {
    int start = 0;
    do {
      if (below.startsWith(".", start) || below.startsWith("_", start)) {
        return true;
      }
      start = below.indexOf('/', start) + 1;
    } while (start > 0);
    return false;
  }
}
