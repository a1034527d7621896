package io.residua.io.lake;

import org.apache.hadoop.fs.Path;

/** Takes what a walk meets. */
interface FoundFiles {

  /**
   * A file.
   *
   * @param below its path below the input; empty when it is the input itself
   */
  void file(Path file, String below, long length, long modifiedMillis);

  /** Something that is no file, or a link back to a folder above it. */
  void special();
}
