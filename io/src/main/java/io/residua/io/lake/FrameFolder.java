package io.residua.io.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The frames that lie directly in a folder, by the rules of the listing that planned it. */
final class FrameFolder implements FoundFiles {

  private final List<LakeImage> frames = new ArrayList<>();

  private FrameFolder() {}

  /** Whether a planned video is a folder. */
  static boolean is(Configuration conf, String uri) throws IOException {
    Path path = new Path(uri);
    return local(path)
        ? java.nio.file.Files.isDirectory(LocalWalk.path(path))
        : path.getFileSystem(conf).getFileStatus(path).isDirectory();
  }

  /** The folder's frames as they are now, by the UTF-8 bytes of their names. */
  static List<LakeImage> list(Configuration conf, String uri) throws IOException {
    Path path = new Path(uri);
    FrameFolder folder = new FrameFolder();
    if (local(path)) {
      LocalWalk.list(LocalWalk.path(path), folder);
    } else {
      folder.listStore(path.getFileSystem(conf), path);
    }
    folder.frames.sort(Comparator.comparing(LakeImage::uri, ImageSorter::compareUtf8));
    return folder.frames;
  }

  /** What a plan says of a folder with these frames. */
  static LakeImage planned(String uri, List<LakeImage> frames) {
    long bytes = frames.stream().mapToLong(LakeImage::length).sum();
    long latest = frames.stream().mapToLong(LakeImage::modifiedMillis).max().orElse(0);
    return new LakeImage(uri, bytes, latest);
  }

  private static boolean local(Path path) {
    return "file".equals(path.toUri().getScheme());
  }

  private void listStore(FileSystem store, Path path) throws IOException {
    RemoteIterator<LocatedFileStatus> files = store.listFiles(path, false);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      Path found = file.getPath();
      file(found, found.getName(), file.getLen(), file.getModificationTime(), "");
    }
  }

  @Override
  public void file(Path file, String below, long length, long modifiedMillis, String etag) {
    if (!ListingCollector.hidden(below) && !Videos.inOneFile(below)) {
      frames.add(new LakeImage(file.toString(), length, modifiedMillis));
    }
  }

  @Override
  public void special() {
    // No frame, whatever it is.
  }
}
