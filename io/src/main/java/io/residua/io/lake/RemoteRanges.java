package io.residua.io.lake;

import io.residua.io.container.RangeSource;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file of a store of Hadoop's, read from anywhere. */
final class RemoteRanges implements RangeSource {

  /**
   * A gap is read through when that takes no longer than asking anew: some 20 ms at 50 MB/s, as an
   * object store's first byte takes.
   */
  private static final int GAP_BYTES = 1 << 20;

  private final FSDataInputStream in;
  private final long length;
  private final byte[] gap = new byte[64 << 10];

  RemoteRanges(FSDataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(long at, byte[] into, int offset, int count) throws IOException {
    if (at >= length) {
      return -1;
    }
    long skip = at - in.getPos();
    for (; skip > 0 && skip <= GAP_BYTES; skip = at - in.getPos()) {
      if (in.read(gap, 0, (int) Math.min(gap.length, skip)) < 0) {
        return -1;
      }
    }
    if (skip != 0) {
      in.seek(at);
    }
    return in.read(into, offset, count);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
