package io.residua.jobs.search;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Embeddings of the set, spread evenly over it, by which an index is measured: each is asked for
 * with itself left out.
 */
final class Queries {

  /** As many as tell a recall of 10 nearest to half a percent. */
  static final int MOST = 500;

  private final int dimensions;
  private final long[] rows;
  private final ByteBuffer bytes;

  private Queries(int dimensions, long[] rows, ByteBuffer bytes) {
    this.dimensions = dimensions;
    this.rows = rows;
    this.bytes = bytes;
  }

  /** Places of the queries in a set of so many, ascending. */
  static long[] rows(long vectors) {
    int count = (int) Math.min(MOST, vectors);
    long[] rows = new long[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i * vectors / count;
    }
    return rows;
  }

  /**
   * @param rows places in the set, as {@link #rows(long)} gives them
   * @param bytes their embeddings, float32 big-endian {@code [rows, dimensions]}
   */
  static Queries of(int dimensions, long[] rows, byte[] bytes) {
    return new Queries(dimensions, rows, ByteBuffer.wrap(bytes));
  }

  int count() {
    return rows.length;
  }

  /** Place of a query in the set. */
  long row(int query) {
    return rows[query];
  }

  /** A query's embedding, float32 {@code [dimensions]}. */
  FloatBuffer embedding(int query) {
    int each = dimensions * Float.BYTES;
    return bytes.slice(query * each, each).asFloatBuffer();
  }
}
