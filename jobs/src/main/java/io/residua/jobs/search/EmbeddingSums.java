package io.residua.jobs.search;

import io.residua.io.features.EmbeddingReader;
import io.residua.io.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Sums of the embeddings of some shards, in float64 and in their order, and the embeddings of the
 * queries among them.
 */
final class EmbeddingSums {

  private final double[] sums;
  private final ByteArrayOutputStream queries;

  private EmbeddingSums(double[] sums, ByteArrayOutputStream queries) {
    this.sums = sums;
    this.queries = queries;
  }

  static EmbeddingSums zero(int dimensions) {
    return new EmbeddingSums(new double[dimensions], new ByteArrayOutputStream());
  }

  /**
   * Adds a shard.
   *
   * @param firstRow place in the set of the shard's first embedding
   * @param wanted places of the queries, ascending
   */
  void add(Ledger ledger, int shard, long firstRow, long[] wanted) throws IOException {
    DataOutputStream out = new DataOutputStream(queries);
    long row = firstRow;
    try (EmbeddingReader rows = ledger.embeddings(shard, sums.length)) {
      for (; rows.next(); row++) {
        FloatBuffer embedding = rows.embedding();
        for (int i = 0; i < sums.length; i++) {
          sums[i] += embedding.get(embedding.position() + i);
        }
        if (Arrays.binarySearch(wanted, row) >= 0) {
          write(embedding, out);
        }
      }
    }
  }

  private static void write(FloatBuffer embedding, DataOutputStream out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(embedding.remaining() * Float.BYTES);
    bytes.asFloatBuffer().put(embedding);
    out.write(bytes.array());
  }

  /** Adds those of shards that come behind. */
  void add(EmbeddingSums behind) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += behind.sums[i];
    }
    queries.writeBytes(behind.queries.toByteArray());
  }

  /** The mean of so many embeddings. */
  double[] mean(long vectors) {
    return Arrays.stream(sums).map(sum -> sum / vectors).toArray();
  }

  /** The queries' embeddings, float32 big-endian, in order. */
  byte[] queries() {
    return queries.toByteArray();
  }

  /** This as bytes: a task's result. */
  byte[] toBytes() {
    byte[] found = queries.toByteArray();
    ByteBuffer bytes = ByteBuffer.allocate(sums.length * Double.BYTES + found.length);
    bytes.asDoubleBuffer().put(sums);
    bytes.put(sums.length * Double.BYTES, found);
    return bytes.array();
  }

  static EmbeddingSums fromBytes(byte[] bytes, int dimensions) {
    EmbeddingSums sums = zero(dimensions);
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(sums.sums);
    int head = dimensions * Double.BYTES;
    try {
      sums.queries.write(Arrays.copyOfRange(bytes, head, bytes.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sums;
  }
}
