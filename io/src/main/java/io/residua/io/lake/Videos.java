package io.residua.io.lake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * Files, as the videos they are: a file whose name says GIF, WebP or TIFF is one of its own; all
 * others in a folder are the frames of one. The uri of a folder of frames is the folder's, its
 * length the sum of theirs, its modification time the latest.
 */
final class Videos {

  private static final Set<String> FILES = Set.of("gif", "webp", "tif", "tiff");

  /** A folder of frames so far. */
  private record Frames(String below, long bytes, long modifiedMillis) {
    Frames plus(Frames more) {
      return new Frames(below, bytes + more.bytes, Math.max(modifiedMillis, more.modifiedMillis));
    }
  }

  /** A video and its path below the input it was found in. */
  record Found(LakeImage video, Path path, String below) {}

  private final Map<Path, Frames> folders = new LinkedHashMap<>();

  /** Whether a file of this name holds all frames of a video. */
  static boolean inOneFile(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return FILES.contains(extension);
  }

  /**
   * Refuses a file that is one of several frames.
   *
   * @throws IllegalArgumentException when it is
   */
  static void requireWhole(Path file) {
    if (!inOneFile(file.getName())) {
      throw new IllegalArgumentException(
          "[%s] input: expected a folder of frames, or a video in a .gif, .webp or .tif file, found a single file of another name; name the folder it is in"
              .formatted(file));
    }
  }

  /** Adds a frame to its folder. */
  void frame(Path file, String below, long length, long modifiedMillis) {
    Path folder = file.getParent();
    if (folder != null) {
      String folderBelow = below.substring(0, Math.max(below.lastIndexOf('/'), 0));
      folders.merge(folder, new Frames(folderBelow, length, modifiedMillis), Frames::plus);
    }
  }

  /** The folders of frames met since the last call. */
  List<Found> take() {
    List<Found> found = new ArrayList<>();
    folders.forEach(
        (path, frames) ->
            found.add(
                new Found(
                    new LakeImage(path.toString(), frames.bytes, frames.modifiedMillis),
                    path,
                    frames.below)));
    folders.clear();
    return found;
  }
}
