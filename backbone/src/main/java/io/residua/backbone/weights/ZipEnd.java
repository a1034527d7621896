package io.residua.backbone.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The end of a zip file (PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16), which says where its directory
 * is.
 *
 * @param directory first byte
 * @param directoryBytes its length
 */
record ZipEnd(long directory, long directoryBytes) {
  private static final int END_BYTES = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int MOST_COMMENT_BYTES = 0xffff;
  private static final int LOCATOR_BYTES = 20;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int END64_BYTES = 56;
  private static final int END64_SIGNATURE = 0x06064b50;

  /**
   * Finds it; empty when the file has none, being cut short.
   *
   * @throws WeightsException when it says what cannot be
   */
  static Optional<ZipEnd> find(String file, FileChannel channel) throws IOException {
    long size = channel.size();
    int length = (int) Math.min(size, END_BYTES + MOST_COMMENT_BYTES);
    ByteBuffer tail = ZipDirectory.bytes(channel, size - length, length);
    for (int at = length - END_BYTES; at >= 0; at--) {
      int comment = tail.getInt(at) == END_SIGNATURE ? tail.getShort(at + 20) & 0xffff : -1;
      if (at + END_BYTES + comment == length && comment >= 0) {
        return Optional.of(checked(file, size - length + at, at(channel, tail, at, size - length)));
      }
    }
    return Optional.empty();
  }

  /** The numbers at the end, or the wider ones that precede them. */
  private static ZipEnd at(FileChannel channel, ByteBuffer tail, int at, long tailBegin)
      throws IOException {
    int locator = at - LOCATOR_BYTES;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR_SIGNATURE) {
      long end64 = tail.getLong(locator + 8);
      if (end64 >= 0 && end64 <= tailBegin + locator - END64_BYTES) {
        ByteBuffer wide = ZipDirectory.bytes(channel, end64, END64_BYTES);
        if (wide.getInt(0) == END64_SIGNATURE) {
          return new ZipEnd(wide.getLong(48), wide.getLong(40));
        }
      }
    }
    return new ZipEnd(tail.getInt(at + 16) & 0xffff_ffffL, tail.getInt(at + 12) & 0xffff_ffffL);
  }

  private static ZipEnd checked(String file, long before, ZipEnd end) {
    if (end.directory < 0
        || end.directoryBytes < 0
        || end.directory > before
        || end.directoryBytes > before - end.directory) {
      throw new WeightsException(
          file,
          "expected the zip's directory before its end at byte %d, found %d bytes from %d; the file is damaged, get it again"
              .formatted(before, end.directoryBytes, end.directory));
    }
    return end;
  }
}
