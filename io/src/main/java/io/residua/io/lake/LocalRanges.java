package io.residua.io.lake;

import io.residua.io.container.RangeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A local file, read from anywhere. */
final class LocalRanges implements RangeSource {

  /** Small enough that the JDK's direct buffer behind a channel's read stays small. */
  private static final int CHUNK_BYTES = 256 << 10;

  private final FileChannel file;
  private final long length;

  private LocalRanges(FileChannel file, long length) {
    this.file = file;
    this.length = length;
  }

  static LocalRanges open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    return new LocalRanges(file, file.size());
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(long at, byte[] into, int offset, int count) throws IOException {
    return file.read(ByteBuffer.wrap(into, offset, Math.min(count, CHUNK_BYTES)), at);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
