package io.residua.io.lake;

import io.residua.io.container.PassedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Takes what a walk meets and keeps the images, archives or videos that a selection wants. */
final class ListingCollector implements FoundFiles, ContainerFile.Found {

  private final InputForm form;
  private final List<Glob> includes;
  private final List<Glob> excludes;
  private final @Nullable Videos videos;
  private final Consumer<LakeImage> images;
  private final Runnable met;
  private final List<ListingPiece.Archive> archives = new ArrayList<>();
  private long seen;
  private long hidden;
  private long byGlob;
  private long special;

  /**
   * @param videos groups frames into videos; null where every file is an image or an archive
   * @param images takes what is wanted
   * @param met is told of every file and member
   */
  ListingCollector(
      InputSelection selection, @Nullable Videos videos, Consumer<LakeImage> images, Runnable met) {
    this.form = selection.form();
    this.includes = selection.includes().stream().map(Glob::new).toList();
    this.excludes = selection.excludes().stream().map(Glob::new).toList();
    this.videos = videos;
    this.images = images;
    this.met = met;
  }

  /** A walk is over. A folder that another walk meets again is another video to it. */
  void end() {
    if (videos != null) {
      for (Videos.Found found : videos.take()) {
        keepWanted(found.video(), found.below());
      }
    }
  }

  /** A file that is the input itself is taken whatever its name begins with. */
  @Override
  public void file(Path file, String below, long length, long modifiedMillis, String etag) {
    LakeImage found = new LakeImage(file.toString(), length, modifiedMillis, etag, null);
    String path = below.isEmpty() ? file.getName() : below;
    seen++;
    met.run();
    if (hidden(below)) {
      hidden++;
    } else if (videos == null) {
      imageOrArchive(found, path);
    } else if (Videos.inOneFile(file.getName())) {
      keepWanted(found, path);
    } else {
      videos.frame(file, below, length, modifiedMillis);
    }
  }

  /** A file that was named and is not there. */
  void missing(String uri) {
    seen++;
    images.accept(LakeImage.missing(uri));
  }

  /** A file that was named, whatever its name begins with. */
  void named(LakeImage file, String path) {
    seen++;
    imageOrArchive(file, path);
  }

  /** What is to be included is asked of an archive's images when it is listed. */
  private void imageOrArchive(LakeImage found, String path) {
    if (leftOut(path)) {
      return;
    }
    ContainerFormat format = Inputs.archive(form, found.uri());
    if (format == null) {
      keepIncluded(found, path);
    } else {
      archives.add(new ListingPiece.Archive(format, found));
    }
  }

  @Override
  public void image(LakeImage image, String name) {
    seen++;
    met.run();
    keepWanted(image, name);
  }

  @Override
  public void hidden() {
    seen++;
    hidden++;
  }

  @Override
  public void special() {
    special++;
  }

  /** Whether a file's path is excluded; counts it. */
  boolean leftOut(String path) {
    boolean excluded = excludes.stream().anyMatch(glob -> glob.matches(path));
    byGlob += excluded ? 1 : 0;
    return excluded;
  }

  private void keepWanted(LakeImage image, String below) {
    if (!leftOut(below)) {
      keepIncluded(image, below);
    }
  }

  private void keepIncluded(LakeImage image, String below) {
    if (includes.isEmpty() || includes.stream().anyMatch(glob -> glob.matches(below))) {
      images.accept(image);
    } else {
      byGlob++;
    }
  }

  /**
   * The counts and archives so far; forgets them.
   *
   * @param kept the images, where they were not handed on otherwise
   */
  ListingPart part(List<LakeImage> kept, @Nullable List<PassedColumn> columns) {
    ListingPart part = new ListingPart(kept, archives, seen, hidden, byGlob, special, columns);
    archives.clear();
    seen = 0;
    hidden = 0;
    byGlob = 0;
    special = 0;
    return part;
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
