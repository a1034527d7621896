package io.residua.io.container;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads whole ranges of a file, short ones through a buffer. For one thread. */
final class RangeReader implements Closeable {

  /** Takes a header, and the short text members beside an image with it. */
  private static final int BUFFER_BYTES = 8 << 10;

  private final RangeSource source;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long bufferAt;
  private int buffered;

  /**
   * @param source closed by {@link #close}
   */
  RangeReader(RangeSource source) {
    this.source = source;
  }

  long length() {
    return source.length();
  }

  /** Whether a range is within the file. */
  boolean holds(long at, long count) {
    return at >= 0 && count >= 0 && at <= length() && count <= length() - at;
  }

  /**
   * Reads all of a range.
   *
   * @throws SourceFailure when the store fails, or its file ends before it said
   */
  void read(long at, byte[] into, int offset, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int read = some(at + done, into, offset + done, count - done);
      if (read < 0) {
        throw new SourceFailure(new EOFException("at byte " + (at + done) + " of " + length()));
      }
      done += read;
    }
  }

  /**
   * Bytes of a range that the caller knows to be short enough.
   *
   * @throws SourceFailure when the store fails, or its file ends before it said
   */
  byte[] bytes(long at, int count) throws IOException {
    byte[] bytes = new byte[count];
    read(at, bytes, 0, count);
    return bytes;
  }

  /** A range as a stream that ends where the range does. */
  InputStream stream(long at, long count) {
    return new Range(at, at + count);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private int some(long at, byte[] into, int offset, int count) throws IOException {
    long skip = at - bufferAt;
    if ((skip < 0 || skip >= buffered) && count >= BUFFER_BYTES) {
      return stored(at, into, offset, count);
    }
    if (skip < 0 || skip >= buffered) {
      buffered = 0;
      bufferAt = at;
      buffered = stored(at, buffer, 0, BUFFER_BYTES);
      skip = 0;
    }
    int ready = (int) Math.min(buffered - skip, count);
    if (ready > 0) {
      System.arraycopy(buffer, (int) skip, into, offset, ready);
    }
    return ready > 0 ? ready : -1;
  }

  private int stored(long at, byte[] into, int offset, int count) throws IOException {
    try {
      return source.read(at, into, offset, count);
    } catch (IOException e) {
      throw new SourceFailure(e);
    }
  }

  private final class Range extends InputStream {

    private final byte[] one = new byte[1];
    private final long end;
    private long at;

    Range(long at, long end) {
      this.at = at;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      int most = (int) Math.min(count, end - at);
      int read = most <= 0 ? -1 : some(at, into, offset, most);
      at += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.max(0, Math.min(count, end - at));
      at += skipped;
      return skipped;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, end - at);
    }
  }
}
