package io.residua.backbone.weights;

import io.residua.backbone.weights.pickle.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lies where in a zip file of stored entries (PKWARE APPNOTE 6.3.10), each statement checked.
 * Nothing is extracted and nothing inflated, so a bomb stays what it is.
 */
final class ZipDirectory {
  private static final int LOCAL_BYTES = 30;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int MOST_DIRECTORY_BYTES = 16 << 20;

  private final String file;
  private final FileChannel channel;
  private final ZipEnd end;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ZipDirectory(String file, FileChannel channel, ZipEnd end) {
    this.file = file;
    this.channel = channel;
    this.end = end;
  }

  /** An entry: where its header begins, where its bytes lie, and how many they were. */
  private record Entry(String name, long header, Bytes bytes, long unpacked, boolean stored) {
    long end() {
      return bytes.position() + bytes.length();
    }
  }

  /**
   * The directory of a file; empty when the file ends before it.
   *
   * @throws WeightsException when the file breaks the format, or an entry lies over another or has
   *     a name that leads out of a folder
   */
  static Optional<ZipDirectory> read(String file, FileChannel channel) throws IOException {
    Optional<ZipEnd> end = ZipEnd.find(file, channel);
    if (end.isEmpty()) {
      return Optional.empty();
    }
    ZipDirectory directory = new ZipDirectory(file, channel, end.get());
    directory.readEntries();
    directory.checkOverlaps();
    return Optional.of(directory);
  }

  /** The names of the entries, in the order of the directory. */
  Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * Where the bytes of each entry lie, by name.
   *
   * @throws WeightsException when an entry is compressed
   */
  Map<String, Bytes> places() {
    Map<String, Bytes> places = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (!entry.stored()) {
        throw new WeightsException(
            file,
            "%s: expected it stored as PyTorch writes it, found %d bytes compressed to %d, which are not unpacked; save it with torch.save again"
                .formatted(entry.name(), entry.unpacked(), entry.bytes().length()));
      }
      places.put(entry.name(), entry.bytes());
    }
    return places;
  }

  private void readEntries() throws IOException {
    if (end.directoryBytes() > MOST_DIRECTORY_BYTES) {
      throw fault("a zip directory of at most " + MOST_DIRECTORY_BYTES + " bytes", "a larger one");
    }
    ByteBuffer in = bytes(channel, end.directory(), (int) end.directoryBytes());
    while (in.hasRemaining()) {
      Entry entry = entry(in);
      if (entries.put(entry.name(), entry) != null) {
        throw fault("each name once", entry.name() + " twice");
      }
    }
  }

  private Entry entry(ByteBuffer in) throws IOException {
    if (in.remaining() < CENTRAL_BYTES || in.getInt(in.position()) != CENTRAL_SIGNATURE) {
      throw fault("a zip directory", "other bytes in it");
    }
    int at = in.position();
    int nameBytes = in.getShort(at + 28) & 0xffff;
    int extraBytes = in.getShort(at + 30) & 0xffff;
    int next = at + CENTRAL_BYTES + nameBytes + extraBytes + (in.getShort(at + 32) & 0xffff);
    if (next > in.limit()) {
      throw fault("a zip directory", "an entry beyond its end");
    }
    String name = name(in, at + CENTRAL_BYTES, nameBytes);
    Zip64 large = new Zip64(in, at + CENTRAL_BYTES + nameBytes, extraBytes);
    long size = large.orElse(in.getInt(at + 24));
    long packed = large.orElse(in.getInt(at + 20));
    long header = large.orElse(in.getInt(at + 42));
    in.position(next);
    boolean stored = in.getShort(at + 10) == 0 && size == packed;
    return new Entry(name, header, place(name, header, packed), size, stored);
  }

  private String name(ByteBuffer in, int at, int length) {
    String name = StandardCharsets.UTF_8.decode(in.slice(at, length)).toString();
    if (name.startsWith("/")
        || name.contains("\\")
        || name.contains(":")
        || List.of(name.split("/", -1)).contains("..")) {
      throw new WeightsException(
          file,
          "expected names of entries within a folder, found '%s', which leads out of it; do not trust this file"
              .formatted(name));
    }
    return name;
  }

  /** The directory says where the entry's header is; that says where its bytes begin. */
  private Bytes place(String name, long header, long size) throws IOException {
    if (header < 0 || header > end.directory() - LOCAL_BYTES) {
      throw fault(name + ": its header before the directory", "it at byte " + header);
    }
    ByteBuffer local = bytes(channel, header, LOCAL_BYTES);
    long begin =
        header + LOCAL_BYTES + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
    if (local.getInt(0) != LOCAL_SIGNATURE) {
      throw fault(name + ": its header at byte " + header, "other bytes");
    }
    if (size < 0 || begin > end.directory() || size > end.directory() - begin) {
      throw fault(name + ": its bytes before the directory", size + " from byte " + begin);
    }
    return Bytes.inFile(begin, size);
  }

  private void checkOverlaps() {
    List<Entry> byPlace = new ArrayList<>(entries.values());
    byPlace.sort(Comparator.comparingLong(Entry::header));
    for (int i = 1; i < byPlace.size(); i++) {
      if (byPlace.get(i).header() < byPlace.get(i - 1).end()) {
        throw fault(
            "entries one behind the other",
            "%s within %s".formatted(byPlace.get(i).name(), byPlace.get(i - 1).name()));
      }
    }
  }

  static ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
    return Bytes.inFile(position, count).read(channel, 0, count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private WeightsException fault(String expected, String found) {
    return new WeightsException(
        file,
        "expected %s, found %s; the file is damaged, get it again".formatted(expected, found));
  }
}
