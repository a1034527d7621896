package io.residua.io.container;

import static io.residua.io.container.TarMember.BLOCK_BYTES;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers of a tar archive: V7, POSIX.1-1988 ustar, POSIX.1-2001 pax and GNU's long names and
 * large numbers, as GNU tar's manual lays them out ("Basic Tar Format"). Bounded, which the common
 * readers are not: they take a long name or a pax record into memory whatever length it claims.
 */
final class TarHeaders {

  private static final int MOST_NAME_BYTES = 4_096;
  private static final int MOST_PAX_BYTES = 1 << 20;
  private static final int MOST_EXTENSIONS = 8;
  private static final int MAGIC = 257;
  private static final int TYPE = 156;
  private static final int CHECKSUM = 148;
  private static final int PREFIX = 345;

  private final RangeReader in;
  private final byte[] block = new byte[BLOCK_BYTES];

  TarHeaders(RangeReader in) {
    this.in = in;
  }

  /**
   * The member whose headers begin at {@code at}, or behind blocks of zeros there, as between two
   * archives that were joined.
   *
   * @return null at the end of the archive
   * @throws ContainerDamage when there is neither
   */
  @Nullable TarMember read(long at) throws IOException {
    long start = at;
    while (block(start)) {
      start += BLOCK_BYTES;
      if (!in.holds(start, BLOCK_BYTES)) {
        return null;
      }
    }
    return member(start);
  }

  /** Whether the block is one of zeros. */
  private boolean block(long at) throws IOException {
    if (!in.holds(at, BLOCK_BYTES)) {
      throw ContainerDamage.truncated(
          "tar archive: expected a header or the end mark at byte %d, found the end of the file at %d",
          at, in.length());
    }
    in.read(at, block, 0, BLOCK_BYTES);
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private TarMember member(long start) throws IOException {
    String name = null;
    Map<String, String> pax = Map.of();
    long at = start;
    for (int i = 0; i <= MOST_EXTENSIONS; i++) {
      requireChecksum(at);
      long size = number(124, 12, at);
      long dataAt = at + BLOCK_BYTES;
      switch (block[TYPE]) {
        case 'L' -> name = text(data(at, size, MOST_NAME_BYTES));
        case 'K' -> data(at, size, MOST_NAME_BYTES);
        case 'x', 'X' -> pax = PaxRecords.read(data(at, size, MOST_PAX_BYTES), at);
        case 'g' -> PaxRecords.requireHarmless(data(at, size, MOST_PAX_BYTES), at);
        default -> {
          return member(start, dataAt, size, name, pax);
        }
      }
      at = new TarMember(at, "", false, dataAt, size).next();
      if (block(at)) {
        throw ContainerDamage.corrupt(
            "tar archive: expected a member behind the extended header at byte %d, found the end mark",
            start);
      }
    }
    throw ContainerDamage.corrupt(
        "tar archive: expected at most %d extended headers of one member, found more at byte %d",
        MOST_EXTENSIONS, start);
  }

  private TarMember member(
      long start, long dataAt, long size, @Nullable String longName, Map<String, String> pax)
      throws ContainerDamage {
    String name = pax.getOrDefault("path", longName == null ? name() : longName);
    char type = (char) (block[TYPE] & 0xff);
    boolean folder = name.endsWith("/");
    boolean regular = (type == '0' || type == '\0' || type == '7') && !folder;
    boolean sparse = pax.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
    boolean empty = type >= '1' && type <= '6';
    long bytes = empty ? 0 : PaxRecords.size(pax, size, start);
    if (name.length() > MOST_NAME_BYTES) {
      throw ContainerDamage.corrupt(
          "tar archive: expected a name of at most %d bytes, found %d at byte %d",
          MOST_NAME_BYTES, name.length(), start);
    }
    return new TarMember(start, name, regular && !sparse, dataAt, bytes);
  }

  private byte[] data(long at, long size, int most) throws IOException {
    if (size > most) {
      throw ContainerDamage.corrupt(
          "tar archive: expected an extended header of at most %d bytes, found %d at byte %d",
          most, size, at);
    }
    if (!in.holds(at + BLOCK_BYTES, size)) {
      throw ContainerDamage.truncated(
          "tar archive: expected an extended header of %d bytes at byte %d, found the end of the file at %d",
          size, at, in.length());
    }
    return in.bytes(at + BLOCK_BYTES, (int) size);
  }

  /**
   * The sum of the header's bytes, its own field as blanks; ancient writers summed signed bytes.
   */
  private void requireChecksum(long at) throws ContainerDamage {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      byte value = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
      unsigned += value & 0xff;
      signed += value;
    }
    long stored = number(CHECKSUM, 8, at);
    if (stored != unsigned && stored != signed) {
      throw ContainerDamage.corrupt(
          "tar archive: expected a header with checksum %d at byte %d, found %d",
          unsigned, at, stored);
    }
  }

  /** Octal digits between blanks and zeros, or GNU's big-endian number behind a byte of 0x80. */
  private long number(int offset, int length, long at) throws ContainerDamage {
    boolean binary = (block[offset] & 0x80) != 0;
    long value = 0;
    for (int i = binary ? 1 : 0; i < length; i++) {
      int digit = block[offset + i] & 0xff;
      boolean blank = digit == ' ' || digit == 0;
      if (binary ? value >>> 54 != 0 || block[offset] != (byte) 0x80 : notOctal(digit, blank)) {
        throw ContainerDamage.corrupt(
            "tar archive: expected a number in the header at byte %d, found another byte", at);
      }
      value = binary ? value << 8 | digit : blank ? value : value << 3 | (digit - '0');
    }
    return value;
  }

  private static boolean notOctal(int digit, boolean blank) {
    return !blank && (digit < '0' || digit > '7');
  }

  private String name() {
    String name = field(0, 100);
    boolean posix = block[MAGIC + 5] == 0 && field(MAGIC, 6).equals("ustar");
    String prefix = posix ? field(PREFIX, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private String field(int offset, int length) {
    return text(Arrays.copyOfRange(block, offset, offset + length));
  }

  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
