package io.residua.backbone.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first bytes of an HDF5 file, checked before a library sees them (HDF5 File Format
 * Specification 3.0, II.A: versions 0 to 3).
 */
final class Hdf5Superblock {
  /** Enough for every version. */
  static final int BYTES = 100;

  private static final long SIGNATURE = 0x0A1A0A0D_46444889L; // "\211HDF\r\n\032\n"
  private static final int VERSION = 8;
  private static final int WORD_BYTES = 8;

  private Hdf5Superblock() {}

  /** Whether a file that starts so is HDF5. */
  static boolean starts(ByteBuffer start) {
    return start.remaining() >= Long.BYTES
        && start.slice().order(ByteOrder.LITTLE_ENDIAN).getLong() == SIGNATURE;
  }

  /**
   * Compares the length that a file says of itself with the one it has.
   *
   * @param name the file's, for messages
   * @param file its first {@link #BYTES} at least, from position 0
   * @param size its length in bytes
   * @throws WeightsException when it is cut short, or of a kind that nobody writes for weights
   */
  static void check(String name, ByteBuffer file, long size) {
    if (size < BYTES) {
      throw new WeightsException(
          name,
          "expected HDF5, found %d bytes: truncated within its first header; download it again"
              .formatted(size));
    }
    ByteBuffer start = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int version = start.get(VERSION);
    checkVersion(name, version);
    boolean old = version < 2;
    int words = old ? (version == 0 ? 24 : 28) : 12;
    int sizes = old ? 13 : 9;
    if (start.get(sizes) != WORD_BYTES || start.get(sizes + 1) != WORD_BYTES) {
      throw fault(name, "offsets and lengths of 8 bytes", "other ones");
    }
    if (start.getLong(words) != 0) {
      throw fault(name, "HDF5 from the file's first byte", "a base address");
    }
    checkEnd(name, start.getLong(words + 2 * WORD_BYTES), size);
  }

  private static void checkVersion(String name, int version) {
    if (version < 0 || version > 3) {
      throw fault(name, "a superblock of version 0 to 3", "version " + version);
    }
  }

  private static void checkEnd(String name, long end, long size) {
    if (end < 0) {
      throw fault(name, "an end of file", Long.toUnsignedString(end));
    }
    if (end > size) {
      throw new WeightsException(
          name,
          "expected HDF5 of %d bytes, found %d: truncated at byte %d of %d; download it again"
              .formatted(end, size, size, end));
    }
  }

  private static WeightsException fault(String name, String expected, String found) {
    return new WeightsException(
        name,
        "HDF5 header: expected %s, found %s; the file is damaged, get it again"
            .formatted(expected, found));
  }
}
