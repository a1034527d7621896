package io.residua.io.lake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Takes every file a walk meets and keeps those, or the videos, that a selection wants. */
final class ListingCollector implements FoundFiles {

  private static final int FILES_BETWEEN_REPORTS = 1_000;
  private static final int EXAMPLES = 10;

  private final InputSelection selection;
  private final List<Glob> includes;
  private final List<Glob> excludes;
  private final LongConsumer listed;
  private final @Nullable Videos videos;
  private final List<LakeImage> images = new ArrayList<>();
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
  public void file(Path file, String below, long length, long modifiedMillis) {
    if (++seen % FILES_BETWEEN_REPORTS == 0) {
      listed.accept(seen);
    }
    if (hidden(below)) {
      hidden++;
    } else if (videos != null && !Videos.inOneFile(file.getName())) {
      videos.frame(file, below, length, modifiedMillis);
    } else {
      keepWanted(new LakeImage(file.toString(), length, modifiedMillis), file, below);
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
  Listing listing() {
    listed.accept(seen);
    images.sort(Comparator.comparing(LakeImage::uri, ListingCollector::compareUtf8));
    List<LakeImage> kept = new ArrayList<>(images.size());
    List<String> examples = new ArrayList<>();
    String last = "";
    for (LakeImage image : images) {
      if (!image.uri().equals(last)) {
        kept.add(image);
      } else if (examples.size() < EXAMPLES && !examples.contains(last)) {
        examples.add(last);
      }
      last = image.uri();
    }
    long duplicates = (long) images.size() - kept.size();
    if (kept.isEmpty()) {
      throw nothingLeft();
    }
    List<LakeImage> first =
        selection.limit() == 0
            ? kept
            : kept.subList(0, (int) Math.min(kept.size(), selection.limit()));
    return new Listing(selection, first, hidden, byGlob, special, duplicates, examples);
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

  /** The order of UTF-8 bytes is that of code points; UTF-16 puts surrogates too early. */
  static int compareUtf8(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char c = a.charAt(i);
      char d = b.charAt(i);
      if (c != d) {
        boolean sameKind = Character.isSurrogate(c) == Character.isSurrogate(d);
        return sameKind ? Character.compare(c, d) : Character.isSurrogate(c) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
