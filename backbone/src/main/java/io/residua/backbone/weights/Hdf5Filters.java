package io.residua.backbone.weights;

import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes deflate and shuffle, the compression that h5py offers everywhere, and drops the Fletcher
 * checksum. No block grows beyond what its header says.
 */
final class Hdf5Filters {
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER_32 = 3;
  private static final int CHECKSUM_BYTES = 4;

  private final String file;
  private final String name;
  private final List<FilterInfo> filters;
  private final int valueBytes;
  private final int blockBytes;

  Hdf5Filters(String file, String name, List<FilterInfo> filters, int valueBytes, int blockBytes) {
    this.file = file;
    this.name = name;
    this.filters = filters;
    this.valueBytes = valueBytes;
    this.blockBytes = blockBytes;
  }

  /**
   * One block's values.
   *
   * @param stored as the file has them
   * @param skipped bit i is set where filter i was left out for this block
   */
  byte[] decode(ByteBuffer stored, BitSet skipped) {
    if (stored.remaining() > blockBytes + filters.size() * (blockBytes / 1000L + 64)) {
      throw fault("a block of %d bytes".formatted(blockBytes), stored.remaining());
    }
    byte[] block = new byte[stored.remaining()];
    stored.get(block);
    for (int i = filters.size() - 1; i >= 0; i--) {
      if (!skipped.get(i)) {
        block = decode(filters.get(i).getId(), block);
      }
    }
    if (block.length != blockBytes) {
      throw fault("a block of %d bytes".formatted(blockBytes), block.length);
    }
    return block;
  }

  private byte[] decode(int filter, byte[] block) {
    return switch (filter) {
      case DEFLATE -> inflated(block);
      case SHUFFLE -> unshuffled(block);
      case FLETCHER_32 -> Arrays.copyOf(block, Math.max(0, block.length - CHECKSUM_BYTES));
      default ->
          throw new WeightsException(
              file,
              "%s: expected gzip, shuffle or fletcher32, found filter %d; save it without"
                  .formatted(name, filter));
    };
  }

  private byte[] inflated(byte[] block) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(block);
      byte[] values = new byte[blockBytes + CHECKSUM_BYTES];
      int length = 0;
      while (length < values.length && !inflater.finished()) {
        int more = inflater.inflate(values, length, values.length - length);
        if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          break;
        }
        length += more;
      }
      if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
        throw fault("a block of %d bytes".formatted(blockBytes), "one that grows further");
      }
      return Arrays.copyOf(values, length);
    } catch (DataFormatException e) {
      throw fault("a deflated block", "other bytes");
    } finally {
      inflater.end();
    }
  }

  /** The first bytes of all values stand first, then the second ones, and so on. */
  private byte[] unshuffled(byte[] block) {
    int values = block.length / valueBytes;
    byte[] plain = block.clone();
    for (int b = 0; b < valueBytes; b++) {
      for (int i = 0; i < values; i++) {
        plain[i * valueBytes + b] = block[b * values + i];
      }
    }
    return plain;
  }

  private WeightsException fault(String expected, Object found) {
    return new WeightsException(
        file,
        "%s: expected %s, found %s; the file is damaged, get it again"
            .formatted(name, expected, found));
  }
}
