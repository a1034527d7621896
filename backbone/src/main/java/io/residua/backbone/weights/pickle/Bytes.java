package io.residua.backbone.weights.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A byte string: mostly a place in the file, read when it is needed; short ones may be in memory.
 */
public final class Bytes {
  private final long position;
  private final long length;
  private final boolean latin1AsUtf8;
  private final byte[] inMemory;

  private Bytes(long position, long length, boolean latin1AsUtf8, byte[] inMemory) {
    this.position = position;
    this.length = length;
    this.latin1AsUtf8 = latin1AsUtf8;
    this.inMemory = inMemory;
  }

  /** Bytes as they lie in the file. */
  public static Bytes inFile(long position, long length) {
    return new Bytes(position, length, false, new byte[0]);
  }

  /**
   * Bytes that lie in the file as a text, as Python 3 writes them for Python 2: see {@link #of}.
   */
  public static Bytes inFile(LongText latin1) {
    return new Bytes(latin1.position(), latin1.length(), true, new byte[0]);
  }

  /** Bytes in memory. */
  public static Bytes of(byte[] bytes) {
    return new Bytes(-1, bytes.length, false, bytes.clone());
  }

  /** Where they begin in the file, negative when they are in memory. */
  public long position() {
    return position;
  }

  /** How many bytes they take in the file: at least their number, at most twice that. */
  public long length() {
    return length;
  }

  /** Characters up to 255 of what is in memory, as a short text of Python 2; else empty. */
  public String shortText() {
    return new String(inMemory, StandardCharsets.ISO_8859_1);
  }

  /** Whether there are exactly {@link #length} of them. */
  public boolean plain() {
    return !latin1AsUtf8;
  }

  /**
   * Some of the bytes, in the default byte order.
   *
   * @param from first of them, counted from 0
   * @throws PickleException when there are fewer
   */
  public ByteBuffer read(FileChannel file, long from, int count) throws IOException {
    if (latin1AsUtf8) {
      byte[] all = decode(bytes(file, position, Math.toIntExact(length)), from + count);
      return ByteBuffer.wrap(all, (int) from, count).slice();
    }
    if (from < 0 || from > length - count) {
      throw new PickleException(
          "expected %d bytes from %d, found %d in all; the file is damaged, get it again"
              .formatted(count, from, length));
    }
    return position < 0
        ? ByteBuffer.wrap(inMemory, (int) from, count).slice()
        : ByteBuffer.wrap(bytes(file, position + from, count));
  }

  private static byte[] bytes(FileChannel file, long position, int count) throws IOException {
    byte[] bytes = new byte[count];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw PickleException.cutShort(file.size(), buffer.remaining());
      }
    }
    return bytes;
  }

  /** Characters 0 to 255 from their UTF-8, one byte each (RFC 3629). */
  private static byte[] decode(byte[] bytes, long atLeast) {
    int count = 0;
    for (int i = 0; i < bytes.length; i++) {
      int first = bytes[i] & 0xff;
      if (first >= 0x80) {
        i++;
        if ((first & 0xfe) != 0xc2 || i == bytes.length || (bytes[i] & 0xc0) != 0x80) {
          throw new PickleException(
              "expected bytes as characters up to 255, found others; the file is damaged, get it again");
        }
        first = (first & 3) << 6 | (bytes[i] & 0x3f);
      }
      bytes[count++] = (byte) first;
    }
    if (count < atLeast) {
      throw new PickleException(
          "expected %d bytes, found %d; the file is damaged, get it again"
              .formatted(atLeast, count));
    }
    return Arrays.copyOf(bytes, count);
  }
}
