package io.residua.backbone.weights;

import io.jhdf.Superblock;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of an HDF5 file as jhdf asks for them: views of the mapped file, so that no length in
 * the file allocates anything. What is read beside the tensors is counted, so that headers, trees
 * and heaps that point at each other come to an end.
 */
final class Hdf5Storage implements HdfBackingStorage {
  /** Headers of 4,000 tensors, a whole model with its optimizer, take about 4 MB. */
  private static final long MOST_HEADER_BYTES = 32L << 20;

  private static final int MOST_HEADER_READS = 500_000;

  private final String name;
  private final ByteBuffer file;
  private final Superblock superblock;
  private long bytesLeft = MOST_HEADER_BYTES;
  private int readsLeft = MOST_HEADER_READS;

  private Hdf5Storage(String name, ByteBuffer file) {
    this.name = name;
    this.file = file;
    this.superblock = Superblock.readSuperblock(file.duplicate().order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * Maps a file whose first bytes are right.
   *
   * @throws WeightsException when it is another kind of file, cut short, or of 2 GiB or more
   */
  static Hdf5Storage map(Path path, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(Hdf5Superblock.BYTES);
      while (start.hasRemaining() && channel.read(start) >= 0) {}
      if (!Hdf5Superblock.starts(start.flip())) {
        throw new WeightsException(
            name, "expected HDF5, found other bytes; name a file that Keras saved as .h5");
      }
      Hdf5Superblock.check(name, start, channel.size());
      if (channel.size() > Integer.MAX_VALUE) {
        throw new WeightsException(
            name,
            "expected less than 2 GiB, found %d bytes; save the weights without the optimizer"
                .formatted(channel.size()));
      }
      return new Hdf5Storage(
          name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).asReadOnlyBuffer());
    }
  }

  /**
   * A tensor's bytes, which are not counted.
   *
   * @throws WeightsException when they are not within the file
   */
  ByteBuffer values(long address, long length) {
    if (address < 0 || length < 0 || address > size() - length) {
      throw new WeightsException(
          name,
          "expected %d bytes at %d, found the end of the file at %d; it is damaged, get it again"
              .formatted(length, address, size()));
    }
    return file.slice((int) address, (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    return map(address, length);
  }

  @Override
  public ByteBuffer map(long address, long length) {
    bytesLeft -= Math.max(length, 0);
    readsLeft--;
    if (bytesLeft < 0 || readsLeft < 0) {
      throw new WeightsException(
          name,
          "headers: expected at most %d bytes in %d parts, found more; this is no file of weights"
              .formatted(MOST_HEADER_BYTES, MOST_HEADER_READS));
    }
    return values(address, length);
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    return map(address, length);
  }

  @Override
  public long getUserBlockSize() {
    return 0;
  }

  @Override
  public Superblock getSuperblock() {
    return superblock;
  }

  @Override
  public FileChannel getFileChannel() {
    throw new UnsupportedOperationException("the file is mapped");
  }

  @Override
  public int getSizeOfOffsets() {
    return superblock.getSizeOfOffsets();
  }

  @Override
  public int getSizeOfLengths() {
    return superblock.getSizeOfLengths();
  }

  @Override
  public void close() {}

  @Override
  public long size() {
    return file.capacity();
  }

  @Override
  public boolean inMemory() {
    return true;
  }
}
