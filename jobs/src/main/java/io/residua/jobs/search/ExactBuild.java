package io.residua.jobs.search;

import io.residua.io.ledger.Ledger;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The index of a small set: the mean of its embeddings, found in this process. */
final class ExactBuild {

  private final Ledger ledger;
  private final int dimensions;
  private final long[] firstRows;

  /**
   * @param firstRows place in the set of each shard's first embedding, and the number of all
   */
  ExactBuild(Ledger ledger, int dimensions, long[] firstRows) {
    this.ledger = ledger;
    this.dimensions = dimensions;
    this.firstRows = firstRows;
  }

  Indexing.Built build(IndexRequest request) throws IOException {
    return new Indexing.Built(
        request.metric() == Metric.COSINE ? List.of() : mean(),
        new IndexDescription.Measured(Effort.How.EXACT, Effort.ALL, 1, request.recall(), 0, 0),
        List.of());
  }

  /** The mean of all embeddings. */
  List<Double> mean() throws IOException {
    EmbeddingSums sums = EmbeddingSums.zero(dimensions);
    int shards = firstRows.length - 1;
    for (int shard = 0; shard < shards; shard++) {
      sums.add(ledger, shard, firstRows[shard], new long[0]);
    }
    return Arrays.stream(sums.mean(firstRows[shards])).boxed().toList();
  }
}
