package io.residua.jobs.search;

import io.github.jbellis.jvector.disk.IndexWriter;
import io.github.jbellis.jvector.disk.SimpleWriter;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.disk.OnDiskSequentialGraphIndexWriter;
import io.github.jbellis.jvector.graph.disk.feature.FeatureId;
import io.github.jbellis.jvector.graph.disk.feature.InlineVectors;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongConsumer;

/** Builds the graph of a group's vectors, on one core as a task slot has, and writes its file. */
final class GroupGraph {

  /** Neighbours of a vector, of JVector's own examples. */
  static final int DEGREE = 32;

  /** Candidates for them. */
  static final int BEAM_WIDTH = 100;

  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;

  /** JVector's form of the file. */
  private static final int VERSION = 6;

  private static final int REPORTED = 256;

  private final VectorSpool vectors;
  private final SignatureTable signatures;
  private final int dimensions;

  GroupGraph(VectorSpool vectors, SignatureTable signatures, int dimensions) {
    this.vectors = vectors;
    this.signatures = signatures;
    this.dimensions = dimensions;
  }

  /** Bytes of the file for each vector, about. */
  static long bytesEach(int dimensions) {
    return (long) dimensions * Float.BYTES + (DEGREE + 2) * Integer.BYTES;
  }

  /**
   * Builds and writes it.
   *
   * @param added is told how many vectors more are in the graph
   */
  void write(Path file, LongConsumer added) throws IOException {
    VectorFloat<?> origin = JVector.vector(new float[dimensions]);
    ForkJoinPool here = new ForkJoinPool(1);
    try (GraphIndexBuilder builder =
        GraphIndexBuilder.builder(new SignatureScores(signatures, origin), dimensions, DEGREE)
            .withBeamWidth(BEAM_WIDTH)
            .withNeighborOverflow(OVERFLOW)
            .withAlpha(ALPHA)
            .withSimdExecutor(here)
            .withParallelExecutor(here)
            .build()) {
      add(builder, added);
      builder.cleanup();
      write(builder.getGraph(), file);
    } finally {
      here.shutdown();
    }
  }

  private void add(GraphIndexBuilder builder, LongConsumer added) {
    for (int row = 0; row < vectors.rows(); row++) {
      builder.addGraphNode(row, scores(row));
      if ((row + 1) % REPORTED == 0) {
        added.accept(REPORTED);
      }
    }
    added.accept(vectors.rows() % REPORTED);
  }

  private SearchScoreProvider scores(int row) {
    return new DefaultSearchScoreProvider(SignatureScores.of(signatures.row(row), signatures));
  }

  private void write(ImmutableGraphIndex graph, Path file) throws IOException {
    float[] vector = new float[dimensions];
    InlineVectors.State state = new InlineVectors.State(JVector.vector(vector));
    try (IndexWriter out = new SimpleWriter(file);
        OnDiskSequentialGraphIndexWriter writer =
            new OnDiskSequentialGraphIndexWriter.Builder(graph, out)
                .withVersion(VERSION)
                .with(new InlineVectors(dimensions))
                .build()) {
      writer.write(
          Map.of(
              FeatureId.INLINE_VECTORS,
              row -> {
                vectors.read(row, vector);
                return state;
              }));
    }
  }
}
