package io.residua.jobs.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A group's vectors on the local disk while its graph is built, memory-mapped in pieces: the heap
 * holds one at a time. Filled, then read; the file belongs to whoever named it.
 */
final class VectorSpool implements AutoCloseable {

  private static final long PIECE_BYTES = 1L << 30;

  private final FileChannel channel;
  private final int dimensions;
  private final int rowsOfPiece;
  private final ByteBuffer row;
  private final List<FloatBuffer> pieces = new ArrayList<>();
  private int rows;

  /**
   * @param file that does not exist yet
   */
  VectorSpool(Path file, int dimensions) throws IOException {
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.dimensions = dimensions;
    this.rowsOfPiece = (int) (PIECE_BYTES / dimensions / Float.BYTES);
    this.row = ByteBuffer.allocate(dimensions * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  /** Appends a vector. */
  void add(float[] vector) throws IOException {
    row.clear();
    row.asFloatBuffer().put(vector);
    while (row.hasRemaining()) {
      channel.write(row);
    }
    rows++;
  }

  /** Maps what was added; nothing is added any more. */
  void map() throws IOException {
    long rowBytes = (long) dimensions * Float.BYTES;
    for (int first = 0; first < rows; first += rowsOfPiece) {
      long bytes = Math.min(rowsOfPiece, rows - first) * rowBytes;
      pieces.add(
          channel
              .map(FileChannel.MapMode.READ_ONLY, first * rowBytes, bytes)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer());
    }
  }

  int rows() {
    return rows;
  }

  /** Copies a vector. */
  void read(int index, float[] vector) {
    pieces.get(index / rowsOfPiece).get(index % rowsOfPiece * dimensions, vector);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
