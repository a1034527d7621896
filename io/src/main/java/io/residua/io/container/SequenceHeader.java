package io.residua.io.container;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a SequenceFile: {@code SEQ}, a version, the names of the classes of key and value,
 * how it is compressed, key-values, a mark of 16 bytes (Javadoc of {@code
 * org.apache.hadoop.io.SequenceFile}).
 *
 * @param codec simple name of the codec's class; null where nothing is compressed
 * @param blocks whether blocks of records are compressed, not single values
 * @param sync the mark, 16 bytes
 * @param end where the first record or block begins
 */
@SuppressWarnings("ArrayRecordComponent")
record SequenceHeader(
    boolean textKeys, @Nullable String codec, boolean blocks, byte[] sync, long end) {

  static final int SYNC_BYTES = 16;

  private static final String HADOOP = "org.apache.hadoop.io.";
  private static final String TEXT = HADOOP + "Text";
  private static final String BYTES = HADOOP + "BytesWritable";
  private static final int NEWEST = 6;
  private static final int MOST_NAME_BYTES = 1_024;
  private static final int MOST_METADATA = 10_000;
  private static final int MOST_METADATA_BYTES = 1 << 20;

  /**
   * Reads it.
   *
   * @param where named in messages
   * @throws IllegalArgumentException when it holds other classes than images can have
   * @throws ContainerDamage when it is none
   */
  static SequenceHeader read(SequenceInput in, String where) throws IOException {
    if (in.read() != 'S' || in.read() != 'E' || in.read() != 'Q') {
      throw ContainerDamage.corrupt(
          "SequenceFile: expected it to begin with SEQ, found other bytes");
    }
    int version = in.read();
    if (version < NEWEST) {
      throw new IllegalArgumentException(
          "[%s] SequenceFile: expected version 6, found %d; write it again by a Hadoop of this century's second decade"
              .formatted(where, version));
    }
    if (version > NEWEST) {
      throw ContainerDamage.corrupt("SequenceFile: expected version 6, found %d", version);
    }
    String key = in.text("a class name", MOST_NAME_BYTES);
    String value = in.text("a class name", MOST_NAME_BYTES);
    requireClass(where, "key", key, List.of(TEXT, BYTES));
    requireClass(where, "value", value, List.of(BYTES));
    boolean compressed = in.read() != 0;
    boolean blocks = in.read() != 0;
    String codec = compressed ? in.text("a codec's name", MOST_NAME_BYTES) : null;
    metadata(in);
    byte[] sync = in.bytes(SYNC_BYTES);
    return new SequenceHeader(key.equals(TEXT), codec, compressed && blocks, sync, in.taken());
  }

  private static void requireClass(String where, String what, String found, List<String> expected) {
    if (!expected.contains(found)) {
      throw new IllegalArgumentException(
          "[%s] %s class: expected %s, found %s; write the images as BytesWritable under keys of Text, or leave the file out by --exclude"
              .formatted(where, what, String.join(" or ", expected), found));
    }
  }

  private static void metadata(SequenceInput in) throws IOException {
    int count = SequenceInput.requireLength("metadata", in.readInt(), MOST_METADATA);
    long begun = in.taken();
    for (int i = 0; i < 2 * count; i++) {
      in.skip(in.length("metadata", MOST_METADATA_BYTES));
      SequenceInput.requireLength(
          "bytes of metadata",
          (int) Math.min(Integer.MAX_VALUE, in.taken() - begun),
          MOST_METADATA_BYTES);
    }
  }
}
