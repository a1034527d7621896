package io.residua.io.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Records one by one: the record's length, the key's length, key, value, the value perhaps
 * compressed. Instead of a record's length, -1 and the mark of the header may stand.
 */
final class SequencePlainRecords implements SequenceRecords {

  private static final int LENGTHS = 8;

  private final RangeReader in;
  private final SequenceHeader header;
  private final SequenceValues values;

  SequencePlainRecords(RangeReader in, SequenceHeader header, SequenceValues values) {
    this.in = in;
    this.header = header;
    this.values = values;
  }

  @Override
  public void list(long from, Listing to) throws IOException {
    for (long at = from; at < in.length(); ) {
      to.begin(at);
      SequenceInput record = input(at);
      int length = record.readInt();
      if (length == -1) {
        requireSync(record, header);
        at += 4 + SequenceHeader.SYNC_BYTES;
        continue;
      }
      int keyLength = lengths(at, length, record.readInt());
      int valueLength = length - keyLength;
      String key = SequenceValues.key(record, header.textKeys());
      to.image(
          key, header.codec() == null ? valueLength - SequenceValues.LENGTH_BYTES : valueLength, 0);
      at += LENGTHS + length;
    }
  }

  /** The mark that stands before some records: where it is another, bytes were lost. */
  static void requireSync(SequenceInput in, SequenceHeader header) throws IOException {
    if (!Arrays.equals(in.bytes(SequenceHeader.SYNC_BYTES), header.sync())) {
      throw ContainerDamage.corrupt("SequenceFile: expected the mark of its header, found another");
    }
  }

  @Override
  public byte[] read(long offset, int index, long maxBytes) throws IOException {
    SequenceInput record = input(offset);
    int length = record.readInt();
    int keyLength = lengths(offset, length, record.readInt());
    int valueLength = length - keyLength;
    if (header.codec() == null && valueLength - SequenceValues.LENGTH_BYTES > maxBytes) {
      throw ContainerDamage.tooLong("", valueLength - SequenceValues.LENGTH_BYTES, maxBytes);
    }
    try (InputStream value = values.open(in.stream(offset + LENGTHS + keyLength, valueLength))) {
      return SequenceValues.value(value, maxBytes);
    }
  }

  /** Nothing is kept open from record to record. */
  @Override
  public void close() {}

  private SequenceInput input(long at) {
    return new SequenceInput(in.stream(at, in.length() - at));
  }

  /** The key's length; a record that the file holds only a part of is cut off. */
  private int lengths(long at, int length, int keyLength) throws IOException {
    SequenceInput.requireLength("a record's bytes", length, Integer.MAX_VALUE);
    SequenceInput.requireLength("a key's bytes", keyLength, length);
    if (header.codec() == null && length - keyLength < SequenceValues.LENGTH_BYTES) {
      throw ContainerDamage.corrupt("SequenceFile: expected a value at byte %d, found none", at);
    }
    if (!in.holds(at + LENGTHS, length)) {
      throw new EOFException();
    }
    return keyLength;
  }
}
