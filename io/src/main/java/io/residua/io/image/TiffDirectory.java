package io.residua.io.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image file directory of a TIFF file or of an EXIF block, read as Pillow 9.4's {@code
 * ImageFileDirectory_v2} does: an entry of unknown type or without values is skipped, and the
 * directory ends, without an error, at the first entry whose values lie beyond the file.
 */
final class TiffDirectory {
  static final int ORIENTATION = 274;

  /** Bytes of one value by type number; 0 is an unknown type. */
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8};

  private record Entry(int type, long count, int offset) {}

  private final Map<Integer, Entry> entries = new HashMap<>();
  private final Bytes file;
  private final boolean little;

  /** Offset of the directory that follows; 0 behind the last. */
  private long next;

  private TiffDirectory(Bytes file, boolean little) {
    this.file = file;
    this.little = little;
  }

  /**
   * Reads the directory the header points at.
   *
   * @throws Refusal when the header is no TIFF header
   */
  static TiffDirectory read(Bytes file) throws Refusal {
    boolean little = file.has(0, "II");
    if (!little && !file.has(0, "MM")) {
      throw Refusal.corrupt("TIFF header: expected II or MM");
    }
    Bytes header = file.at(2);
    int magic = header.u16(little);
    if (magic != 42 && magic != 42 << 8) {
      throw Refusal.corrupt("TIFF header: expected version 42, found " + magic);
    }
    TiffDirectory directory = new TiffDirectory(file, little);
    directory.load(header.u32(little));
    return directory;
  }

  /**
   * Reads every directory from the header's on; the chain ends where it comes back to itself.
   *
   * @throws Refusal when the header is no TIFF header, or there are more than {@code most}
   */
  static List<TiffDirectory> readAll(Bytes file, int most) throws Refusal {
    List<TiffDirectory> all = new ArrayList<>();
    Set<Long> offsets = new HashSet<>();
    offsets.add(file.at(4).u32(file.has(0, "II")));
    TiffDirectory directory = read(file);
    all.add(directory);
    while (directory.next > 0 && offsets.add(directory.next)) {
      TiffDirectory page = new TiffDirectory(file, directory.little);
      page.load(directory.next);
      all.add(page);
      Video.requireAtMost(most, all.size());
      directory = page;
    }
    return all;
  }

  private void load(long offset) {
    try {
      Bytes at = file.at(offset);
      int count = at.u16(little);
      for (int i = 0; i < count; i++) {
        add(at.u16(little), at.u16(little), at.u32(little), at);
      }
      next = at.u32(little);
    } catch (Refusal beyondTheEnd) {
      return;
    }
  }

  private void add(int tag, int type, long count, Bytes at) throws Refusal {
    int inline = at.position();
    long pointer = at.u32(little);
    int size = type < SIZES.length ? SIZES[type] : 0;
    if (size == 0 || count == 0) {
      return;
    }
    long bytes = count * size;
    long offset = bytes > 4 ? pointer : inline;
    file.at(offset).skip(bytes);
    entries.put(tag, new Entry(type, count, (int) offset));
  }

  boolean little() {
    return little;
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** Number of values of {@code tag}; 0 when it is absent. */
  long count(int tag) {
    Entry entry = entries.get(tag);
    return entry == null ? 0 : entry.count;
  }

  /** Value {@code index} of {@code tag}, or null when absent or not a number. */
  @Nullable Double number(int tag, int index) throws Refusal {
    Entry entry = entries.get(tag);
    if (entry == null || index >= entry.count) {
      return null;
    }
    Bytes at = file.at(entry.offset + (long) index * SIZES[entry.type]);
    return switch (entry.type) {
      case 1 -> (double) at.u8();
      case 3 -> (double) at.u16(little);
      case 4, 13 -> (double) at.u32(little);
      case 5 -> at.u32(little) / (double) at.u32(little);
      case 6 -> (double) (byte) at.u8();
      case 8 -> (double) (short) at.u16(little);
      case 9 -> (double) (int) at.u32(little);
      case 10 -> (double) (int) at.u32(little) / (int) at.u32(little);
      case 11 -> (double) Float.intBitsToFloat((int) at.u32(little));
      case 12 -> Double.longBitsToDouble(at.u64(little));
      case 16 -> (double) at.u64(little);
      default -> null;
    };
  }

  /** Value {@code index} of {@code tag} as an integer, or {@code otherwise}. */
  long integer(int tag, int index, long otherwise) throws Refusal {
    Double number = number(tag, index);
    return number == null ? otherwise : number.longValue();
  }

  /** EXIF orientation 1 to 8, or 1 when there is none that Pillow would follow. */
  int orientation() throws Refusal {
    Entry entry = entries.get(ORIENTATION);
    Double value = number(ORIENTATION, 0);
    if (entry == null || entry.type == 1 || value == null) {
      return 1;
    }
    int whole = value.intValue();
    return whole == value && whole >= 1 && whole <= 8 ? whole : 1;
  }

  /** The file, or a copy of it whose orientation is 1, so that no other reader acts on it. */
  Bytes fileWithoutOrientation() {
    Entry entry = entries.get(ORIENTATION);
    if (entry == null || entry.type != 3) {
      return file;
    }
    byte[] copy = Arrays.copyOf(file.array(), file.length());
    copy[entry.offset + (little ? 0 : 1)] = 1;
    copy[entry.offset + (little ? 1 : 0)] = 0;
    return new Bytes(copy, copy.length);
  }
}
