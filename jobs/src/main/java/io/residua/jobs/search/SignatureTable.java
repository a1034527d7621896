package io.residua.jobs.search;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The signatures of a group's vectors. Thread-safe. */
final class SignatureTable {

  private final LongBuffer words;
  private final int wordsEach;

  private SignatureTable(LongBuffer words, int wordsEach) {
    this.words = words;
    this.wordsEach = wordsEach;
  }

  /**
   * Maps a file: what a search reads of it stays out of the heap.
   *
   * @param wordsEach words of a signature
   */
  static SignatureTable map(Path file, int wordsEach) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SignatureTable(
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN)
              .asLongBuffer(),
          wordsEach);
    }
  }

  /** Reads a file into the heap, which is a little faster, for a build. */
  static SignatureTable load(Path file, int wordsEach) throws IOException {
    LongBuffer mapped = map(file, wordsEach).words;
    return new SignatureTable(LongBuffer.allocate(mapped.capacity()).put(mapped).flip(), wordsEach);
  }

  int rows() {
    return words.capacity() / wordsEach;
  }

  int bits() {
    return wordsEach * Long.SIZE;
  }

  /** A row's signature. */
  long[] row(int row) {
    long[] signature = new long[wordsEach];
    words.get(row * wordsEach, signature);
    return signature;
  }

  /** Bits in which a row's signature is another than this one. */
  int differing(long[] signature, int row) {
    int first = row * wordsEach;
    int bits = 0;
    for (int i = 0; i < signature.length; i++) {
      bits += Long.bitCount(signature[i] ^ words.get(first + i));
    }
    return bits;
  }

  /** Share of the bits in which two rows, or a row and a signature, are the same: 0 to 1. */
  float agreement(long[] signature, int row) {
    return 1 - (float) differing(signature, row) / bits();
  }

  /** Appends a signature to such a file. */
  static void write(long[] signature, DataOutput out) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(signature.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(signature);
    out.write(bytes.array());
  }
}
