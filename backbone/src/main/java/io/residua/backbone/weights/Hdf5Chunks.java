package io.residua.backbone.weights;

import io.jhdf.ObjectHeader;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.dataset.chunked.indexing.ImplicitChunkIndex;
import io.jhdf.dataset.chunked.indexing.SingleChunkIndex;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The values of a tensor that is stored in blocks, each perhaps compressed. */
final class Hdf5Chunks {
  private static final int MOST_CHUNKS = 100_000;
  private static final int FIXED_ARRAY_ENTRIES_AT = 8;
  private static final int FIXED_ARRAY_HEADER_BYTES = 28;

  private final String file;
  private final String name;
  private final Hdf5Storage storage;
  private final DataLayoutMessage layout;
  private final List<FilterInfo> filters;

  Hdf5Chunks(String file, String name, Hdf5Storage storage, ObjectHeader header) {
    this.file = file;
    this.name = name;
    this.storage = storage;
    this.layout = header.getMessageOfType(DataLayoutMessage.class);
    this.filters =
        header.hasMessageOfType(FilterPipelineMessage.class)
            ? header.getMessageOfType(FilterPipelineMessage.class).getFilters()
            : List.of();
  }

  /**
   * All values, as they were before they were stored.
   *
   * @param shape of the tensor, of at most {@link Hdf5Dataset#MOST_TENSOR_BYTES}
   * @param valueBytes of one value
   */
  ByteBuffer read(List<Long> shape, int valueBytes) {
    int[] extents = shape.stream().mapToInt(Math::toIntExact).toArray();
    int[] block = block(extents.length);
    long bytes = valueBytes;
    long count = 1;
    for (int i = 0; i < block.length; i++) {
      bytes *= block[i];
      count *= (extents[i] + block[i] - 1) / block[i];
      if (block[i] < 1 || bytes > Hdf5Dataset.MOST_TENSOR_BYTES || count > MOST_CHUNKS) {
        throw fault("at most %d blocks of 1 byte to 64 MiB".formatted(MOST_CHUNKS), list(block));
      }
    }
    Collection<Chunk> chunks = chunks(extents, block, (int) bytes, (int) count);
    if (chunks.size() != count) {
      throw fault(count + " blocks", chunks.size());
    }
    Hdf5Filters decoder = new Hdf5Filters(file, name, filters, valueBytes, (int) bytes);
    long size = Arrays.stream(extents).asLongStream().reduce(valueBytes, Math::multiplyExact);
    byte[] target = new byte[Math.toIntExact(size)];
    for (Chunk chunk : chunks) {
      ByteBuffer stored = storage.values(chunk.getAddress(), chunk.getSize());
      byte[] decoded = decoder.decode(stored, chunk.getFilterMask());
      place(decoded, chunk.getChunkOffset(), block, target, extents, valueBytes);
    }
    return ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int[] block(int extents) {
    int[] block =
        layout instanceof ChunkedDataLayoutMessage old
            ? old.getChunkDimensions()
            : ((ChunkedDataLayoutMessageV4) layout).getChunkDimensions();
    if (block.length < extents) {
      throw fault(extents + " extents of a block", list(block));
    }
    return Arrays.copyOf(block, extents);
  }

  private Collection<Chunk> chunks(int[] extents, int[] block, int bytes, int count) {
    if (layout instanceof ChunkedDataLayoutMessage old) {
      return BTreeV1.createDataBTree(storage, old.getBTreeAddress(), extents.length).getChunks();
    }
    ChunkedDataLayoutMessageV4 index = (ChunkedDataLayoutMessageV4) layout;
    long[] shape = Arrays.stream(extents).asLongStream().toArray();
    DatasetInfo info = new DatasetInfo(bytes, shape, block);
    return switch (index.getIndexingType()) {
      case ChunkedDataLayoutMessageV4.SINGLE_CHUNK_INDEX ->
          new SingleChunkIndex(index, info).getAllChunks();
      case ChunkedDataLayoutMessageV4.IMPLICIT_INDEX ->
          new ImplicitChunkIndex(index.getAddress(), info).getAllChunks();
      case ChunkedDataLayoutMessageV4.FIXED_ARRAY_INDEX -> {
        checkEntries(index.getAddress(), count);
        yield new FixedArrayIndex(storage, index.getAddress(), info).getAllChunks();
      }
      default ->
          throw new WeightsException(
              file, name + ": expected a tensor of fixed size, found a growing one; save it again");
    };
  }

  /** jhdf makes a list as long as the header says. */
  private void checkEntries(long address, int count) {
    long entries = storage.map(address, FIXED_ARRAY_HEADER_BYTES).getLong(FIXED_ARRAY_ENTRIES_AT);
    if (entries != count) {
      throw fault(count + " blocks", entries);
    }
  }

  /** Copies a block's rows to where they belong; what reaches over the edge is left out. */
  private void place(
      byte[] from, long[] offset, int[] block, byte[] target, int[] extents, int valueBytes) {
    int last = extents.length - 1;
    for (int i = 0; i <= last; i++) {
      if (offset[i] < 0 || offset[i] >= extents[i] || offset[i] % block[i] != 0) {
        throw fault("a block within " + list(extents), Arrays.toString(offset));
      }
    }
    int row = (int) Math.min(block[last], extents[last] - offset[last]);
    int rows = from.length / (block[last] * valueBytes);
    int[] at = new int[last + 1];
    for (int i = 0; i < rows; i++) {
      long index = 0;
      boolean inside = true;
      int rest = i;
      for (int d = last - 1; d >= 0; d--) {
        at[d] = rest % block[d];
        rest /= block[d];
      }
      for (int d = 0; d <= last; d++) {
        long place = offset[d] + (d == last ? 0 : at[d]);
        inside &= place < extents[d];
        index = index * extents[d] + place;
      }
      if (inside) {
        System.arraycopy(
            from, i * block[last] * valueBytes, target, (int) index * valueBytes, row * valueBytes);
      }
    }
  }

  private static String list(int[] extents) {
    return Arrays.toString(extents);
  }

  private WeightsException fault(String expected, Object found) {
    return new WeightsException(
        file,
        "%s: expected %s, found %s; the file is damaged, get it again"
            .formatted(name, expected, found));
  }
}
