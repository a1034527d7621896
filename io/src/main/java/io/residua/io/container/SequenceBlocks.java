package io.residua.io.container;

import io.residua.io.image.QuarantineCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Records in blocks: -1 and the mark, the number of records, then four compressed buffers with
 * their lengths before them: lengths of keys, keys, lengths of values, values. Buffers are read as
 * streams, so that no block need fit into memory.
 */
final class SequenceBlocks implements SequenceRecords {

  private static final int LENGTH_BYTES_AT_MOST = 5;

  /** Bounds what a small file of zeros, compressed, can have listed. */
  private static final long MOST_RECORDS_A_BYTE = 64;

  /** Where a block's buffers are. */
  private record Block(
      int records, long keysAt, int keys, long lengthsAt, int lengths, long valuesAt, int values) {
    long end() {
      return valuesAt + values;
    }
  }

  private final RangeReader in;
  private final SequenceHeader header;
  private final SequenceValues values;
  private long openAt = -1;
  private int next;
  private @Nullable InputStream openLengths;
  private @Nullable InputStream openValues;

  SequenceBlocks(RangeReader in, SequenceHeader header, SequenceValues values) {
    this.in = in;
    this.header = header;
    this.values = values;
  }

  @Override
  public void list(long from, Listing to) throws IOException {
    for (long at = from; at < in.length(); ) {
      to.begin(at);
      Block block = block(at);
      list(block, to);
      at = block.end();
    }
  }

  private void list(Block block, Listing to) throws IOException {
    try (InputStream keyBytes = values.open(in.stream(block.keysAt(), block.keys()));
        InputStream lengthBytes = values.open(in.stream(block.lengthsAt(), block.lengths()))) {
      SequenceInput keys = new SequenceInput(keyBytes);
      SequenceInput lengths = new SequenceInput(lengthBytes);
      for (int i = 0; i < block.records(); i++) {
        String key = SequenceValues.key(keys, header.textKeys());
        to.image(key, Math.max(0, lengths.readVInt() - SequenceValues.LENGTH_BYTES), i);
      }
    } catch (RuntimeException | InternalError e) {
      throw SequenceValues.undecodable(e);
    }
  }

  private Block block(long at) throws IOException {
    SequenceInput head = new SequenceInput(in.stream(at, in.length() - at));
    if (head.readInt() != -1) {
      throw ContainerDamage.corrupt("SequenceFile: expected a block at byte %d, found none", at);
    }
    SequencePlainRecords.requireSync(head, header);
    int records =
        head.length(
            "records", (int) Math.min(Integer.MAX_VALUE, MOST_RECORDS_A_BYTE * (in.length() - at)));
    long buffer = at + head.taken();
    long[] starts = new long[4];
    int[] sizes = new int[4];
    for (int i = 0; i < 4; i++) {
      long left = in.length() - buffer;
      SequenceInput size =
          new SequenceInput(in.stream(buffer, Math.min(LENGTH_BYTES_AT_MOST, left)));
      sizes[i] =
          SequenceInput.requireLength("a buffer's bytes", size.readVInt(), Integer.MAX_VALUE);
      starts[i] = buffer + size.taken();
      buffer = starts[i] + sizes[i];
      if (buffer > in.length()) {
        throw new EOFException();
      }
    }
    return new Block(records, starts[1], sizes[1], starts[2], sizes[2], starts[3], sizes[3]);
  }

  @Override
  public byte[] read(long offset, int index, long maxBytes) throws IOException {
    if (offset != openAt || index < next || openValues == null || openLengths == null) {
      open(offset);
    }
    InputStream lengths = openLengths;
    InputStream bytes = openValues;
    if (lengths == null || bytes == null) {
      throw new EOFException();
    }
    try {
      for (; next < index; next++) {
        bytes.skipNBytes(new SequenceInput(lengths).readVInt());
      }
      int stored = new SequenceInput(lengths).readVInt();
      next++;
      if (stored - SequenceValues.LENGTH_BYTES > maxBytes) {
        bytes.skipNBytes(stored);
        throw ContainerDamage.tooLong("", stored - SequenceValues.LENGTH_BYTES, maxBytes);
      }
      byte[] value = SequenceValues.value(bytes, maxBytes);
      if (value.length + SequenceValues.LENGTH_BYTES != stored) {
        throw ContainerDamage.corrupt(
            "SequenceFile: expected a value of %d bytes, found %d", stored, value.length);
      }
      return value;
    } catch (RuntimeException | InternalError e) {
      throw SequenceValues.undecodable(e);
    } catch (IOException e) {
      if (!(e instanceof ContainerDamage damage
          && damage.code() == QuarantineCode.TOO_MANY_BYTES)) {
        close();
      }
      throw e;
    }
  }

  private void open(long offset) throws IOException {
    close();
    Block block = block(offset);
    openLengths = values.open(in.stream(block.lengthsAt(), block.lengths()));
    openValues = values.open(in.stream(block.valuesAt(), block.values()));
    openAt = offset;
    next = 0;
  }

  @Override
  public void close() throws IOException {
    openAt = -1;
    if (openLengths != null) {
      openLengths.close();
      openLengths = null;
    }
    if (openValues != null) {
      openValues.close();
      openValues = null;
    }
  }
}
