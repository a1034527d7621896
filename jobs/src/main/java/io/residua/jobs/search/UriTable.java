package io.residua.jobs.search;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The uris of a group's rows in a memory-mapped file, in the order of their bytes. Thread-safe. */
final class UriTable {

  private final ByteBuffer bytes;
  private final int rows;

  /** Maps a file of so many rows. */
  UriTable(Path file, int rows) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      this.bytes =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    this.rows = rows;
  }

  int rows() {
    return rows;
  }

  String uri(int row) {
    return new String(utf8(row), StandardCharsets.UTF_8);
  }

  /** The row of a uri; empty when it has none. */
  OptionalInt row(String uri) {
    byte[] wanted = uri.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = rows - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(utf8(middle), wanted);
      if (order == 0) {
        return OptionalInt.of(middle);
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return OptionalInt.empty();
  }

  private byte[] utf8(int row) {
    int texts = (rows + 1) * Long.BYTES;
    int from = Math.toIntExact(bytes.getLong(row * Long.BYTES));
    int to = Math.toIntExact(bytes.getLong((row + 1) * Long.BYTES));
    byte[] text = new byte[to - from];
    bytes.get(texts + from, text);
    return text;
  }

  /** Writes such a file. */
  static void write(List<byte[]> uris, DataOutput out) throws IOException {
    ByteBuffer ends =
        ByteBuffer.allocate((uris.size() + 1) * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long end = 0;
    ends.putLong(end);
    for (byte[] uri : uris) {
      end += uri.length;
      ends.putLong(end);
    }
    out.write(ends.array());
    for (byte[] uri : uris) {
      out.write(uri);
    }
  }
}
