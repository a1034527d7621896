package io.residua.io.lake;

import org.apache.hadoop.fs.Path;

/** Takes what a walk meets. */
interface FoundFiles {

  /**
   * A file.
   *
   * @param below its path below the input; empty when it is the input itself
   * @param etag the store's mark of its content; empty where it has none
   */
  void file(Path file, String below, long length, long modifiedMillis, String etag);

  /** Something that is no file, or a link back to a folder above it. */
  void special();
}
