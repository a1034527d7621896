package io.residua.jobs.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A file of a store as a channel that is only read.
 *
 * @param in closed with this
 * @param size of the file
 */
record StoredChannel(FSDataInputStream in, long size) implements SeekableByteChannel {

  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public int read(ByteBuffer to) throws IOException {
    byte[] buffer = new byte[Math.min(BUFFER_BYTES, to.remaining())];
    int read = in.read(buffer);
    if (read > 0) {
      to.put(buffer, 0, read);
    }
    return read;
  }

  @Override
  public long position() throws IOException {
    return in.getPos();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    in.seek(position);
    return this;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long to) {
    throw new NonWritableChannelException();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
