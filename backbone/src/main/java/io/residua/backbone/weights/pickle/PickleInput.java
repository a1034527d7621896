package io.residua.backbone.weights.pickle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The part of a file that holds a pickle, read once from its begin to its end. */
public final class PickleInput {
  private static final int BUFFER_BYTES = 1 << 14;
  private static final int MOST_LINE_BYTES = 1 << 16;
  private static final int MOST_TEXT_BYTES = 16 << 20;

  private final FileChannel file;
  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private long bufferEnd;
  private long textBytes;

  /**
   * A pickle that begins at a byte of a file.
   *
   * @param end byte behind which nothing belongs to it
   */
  public PickleInput(FileChannel file, long begin, long end) {
    this.file = file;
    this.bufferEnd = begin;
    this.end = end;
    buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Byte of the file that comes next. */
  public long position() {
    return bufferEnd - buffer.remaining();
  }

  int uint8() {
    return next(1).get() & 0xff;
  }

  int uint16() {
    return next(2).getShort() & 0xffff;
  }

  int int32() {
    return next(4).getInt();
  }

  long uint32() {
    return int32() & 0xffff_ffffL;
  }

  /** A length of eight bytes, as PROTOCOL 4 has them. */
  long length64() {
    long length = next(8).getLong();
    if (length < 0) {
      throw PickleException.damaged(
          position() - 8, "a length below 2^63", Long.toUnsignedString(length));
    }
    return length;
  }

  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(next(8).getLong()));
  }

  /** So many bytes, which were checked to be few. */
  byte[] bytes(int count) {
    requireLeft(count);
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; ) {
      int part = Math.min(count - i, BUFFER_BYTES);
      next(part).get(bytes, i, part);
      i += part;
    }
    return bytes;
  }

  /** Where so many bytes lie; they are not read. */
  Bytes skip(long count) {
    requireLeft(count);
    long begin = position();
    if (count <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) count);
    } else {
      bufferEnd = begin + count;
      buffer.limit(0);
    }
    return Bytes.inFile(begin, count);
  }

  /** The bytes before the next line feed, as characters up to 255. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int next = uint8(); next != '\n'; next = uint8()) {
      if (line.length() == MOST_LINE_BYTES) {
        throw PickleException.damaged(
            position(), "a line of at most " + MOST_LINE_BYTES + " bytes", "a longer one");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** Counts a text that is kept in memory; all of them are bounded together. */
  void countText(long bytes) {
    textBytes += bytes;
    if (textBytes > MOST_TEXT_BYTES) {
      throw PickleException.damaged(
          position(), "texts of at most " + MOST_TEXT_BYTES + " bytes in all", "more");
    }
  }

  /** Some bytes as characters up to 255. */
  String latin1(Bytes bytes) {
    countText(bytes.length());
    try {
      return StandardCharsets.ISO_8859_1
          .decode(bytes.read(file, 0, (int) bytes.length()))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteBuffer next(int count) {
    if (buffer.remaining() < count) {
      requireLeft(count);
      fill();
    }
    return buffer;
  }

  /** Makes sure that so many bytes follow. */
  void requireLeft(long count) {
    if (count > end - position()) {
      throw PickleException.cutShort(end, count - (end - position()));
    }
  }

  private void fill() {
    long begin = position();
    buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - begin));
    try {
      while (buffer.hasRemaining()) {
        if (file.read(buffer, begin + buffer.position()) < 0) {
          throw PickleException.cutShort(begin + buffer.position(), buffer.remaining());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    buffer.flip();
    bufferEnd = begin + buffer.limit();
  }
}
