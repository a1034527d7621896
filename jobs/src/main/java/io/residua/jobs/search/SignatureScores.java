package io.residua.jobs.search;

import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;

/**
 * What JVector builds a graph by: how alike two signatures are, 0 to 1. Its graphs want no more
 * than an order of neighbours that is about right.
 */
final class SignatureScores implements BuildScoreProvider {

  private final SignatureTable signatures;
  private final VectorFloat<?> origin;

  /**
   * @param origin a vector of zeros, about the middle of unit vectors around their mean
   */
  SignatureScores(SignatureTable signatures, VectorFloat<?> origin) {
    this.signatures = signatures;
    this.origin = origin;
  }

  /** How alike each row's signature is to this one. */
  static ScoreFunction.ApproximateScoreFunction of(long[] signature, SignatureTable rows) {
    return row -> rows.agreement(signature, row);
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public VectorFloat<?> approximateCentroid() {
    return origin;
  }

  /** Only the middle is ever asked for as a vector, for a place to enter by: any will do. */
  @Override
  public SearchScoreProvider searchProviderFor(VectorFloat<?> vector) {
    return searchProviderFor(0);
  }

  @Override
  public SearchScoreProvider searchProviderFor(int row) {
    return new DefaultSearchScoreProvider(of(signatures.row(row), signatures));
  }

  @Override
  public SearchScoreProvider diversityProviderFor(int row) {
    return searchProviderFor(row);
  }
}
