package io.residua.io.container;

import java.io.Closeable;
import java.io.IOException;

/** An open file that can be read from anywhere. For one thread; whoever opened it closes it. */
public interface RangeSource extends Closeable {

  /** Its bytes. */
  long length();

  /**
   * Reads some bytes.
   *
   * @param at of the file's first byte to read
   * @param count most bytes to read, at least 1
   * @return how many were read, at least 1; -1 at the end
   */
  int read(long at, byte[] into, int offset, int count) throws IOException;
}
