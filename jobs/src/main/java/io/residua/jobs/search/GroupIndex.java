package io.residua.jobs.search;

import io.github.jbellis.jvector.disk.MappedChunkReader;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One group's graph and signatures while they are open, memory-mapped: the heap holds a vector and
 * the graph's upper layers. For one thread.
 */
final class GroupIndex implements AutoCloseable {

  private final SignatureTable signatures;
  private final MappedChunkReader.Supplier file;
  private final OnDiskGraphIndex graph;
  private final OnDiskGraphIndex.View vectors;
  private final GraphSearcher searcher;
  private final float[] vector;
  private final VectorFloat<?> into;

  private GroupIndex(Path graphFile, SignatureTable signatures, int dimensions) throws IOException {
    this.vector = new float[dimensions];
    this.into = JVector.vector(vector);
    this.signatures = signatures;
    this.file = new MappedChunkReader.Supplier(graphFile);
    this.graph = OnDiskGraphIndex.load(file);
    this.vectors = graph.getView();
    this.searcher = new GraphSearcher(graph);
  }

  /**
   * Opens a group.
   *
   * @param where the graph is from, for messages
   * @throws IOException when the file is no graph of so many vectors
   */
  static GroupIndex open(Path graph, SignatureTable signatures, int dimensions, String where)
      throws IOException {
    try {
      GroupIndex opened = new GroupIndex(graph, signatures, dimensions);
      if (opened.graph.size(0) == signatures.rows() && opened.graph.getDimension() == dimensions) {
        return opened;
      }
      opened.close();
    } catch (RuntimeException e) {
      throw unfit(where, signatures.rows(), String.valueOf(e.getMessage()), e);
    }
    throw unfit(where, signatures.rows(), "another", null);
  }

  private static IOException unfit(
      String where, int rows, String found, @Nullable Exception cause) {
    return new IOException(
        "[%s] index: expected a graph of %d vectors, found %s; build it again by 'residua index --rebuild'"
            .formatted(where, rows, found),
        cause);
  }

  int rows() {
    return signatures.rows();
  }

  /**
   * The rows nearest to a query.
   *
   * @param query of length 1
   * @param signature of it
   * @param most how many are wanted
   * @param self a row left out; -1 for none
   */
  Ranked search(float[] query, long[] signature, Effort effort, int most, int self) {
    Ranked nearest = new Ranked(most);
    if (effort.how() == Effort.How.GRAPH) {
      walk(query, signature, effort.depth(), most, self, nearest);
    } else if (effort.depth() >= rows()) {
      rankAll(query, self, nearest);
    } else {
      scan(query, signature, effort.depth(), self, nearest);
    }
    return nearest;
  }

  private void walk(
      float[] query, long[] signature, int depth, int most, int self, Ranked nearest) {
    int wanted = Math.min(most + 1, rows());
    // JVector takes what is at least 0 for near.
    ScoreFunction.ExactScoreFunction exact = row -> (1 + cosine(query, row)) / 2;
    DefaultSearchScoreProvider scores =
        new DefaultSearchScoreProvider(SignatureScores.of(signature, signatures), exact);
    SearchResult result = searcher.search(scores, wanted, Math.max(wanted, depth), 0, 0, Bits.ALL);
    for (SearchResult.NodeScore found : result.getNodes()) {
      if (found.node != self) {
        nearest.offer(found.node, cosine(query, found.node));
      }
    }
  }

  private void rankAll(float[] query, int self, Ranked nearest) {
    for (int row = 0; row < rows(); row++) {
      if (row != self) {
        nearest.offer(row, cosine(query, row));
      }
    }
  }

  /** Ranks the rows whose signatures differ least, about {@code depth} of them. */
  private void scan(float[] query, long[] signature, int depth, int self, Ranked nearest) {
    short[] differing = new short[rows()];
    int[] rowsBy = new int[signatures.bits() + 1];
    for (int row = 0; row < rows(); row++) {
      int bits = signatures.differing(signature, row);
      differing[row] = (short) bits;
      rowsBy[bits]++;
    }
    int limit = 0;
    for (int sum = rowsBy[0]; sum < depth; limit++) {
      sum += rowsBy[limit + 1];
    }
    for (int row = 0; row < rows(); row++) {
      if (differing[row] <= limit && row != self) {
        nearest.offer(row, cosine(query, row));
      }
    }
  }

  /** The cosine of a query and a row's vector. */
  float cosine(float[] query, int row) {
    vectors.getVectorInto(row, into, 0);
    return Dots.of(query, vector);
  }

  /** A copy of a row's vector. */
  float[] vector(int row) {
    vectors.getVectorInto(row, into, 0);
    return vector.clone();
  }

  /** A row's signature. */
  long[] signature(int row) {
    return signatures.row(row);
  }

  @Override
  public void close() throws IOException {
    searcher.close();
    vectors.close();
    graph.close();
    file.close();
  }
}
