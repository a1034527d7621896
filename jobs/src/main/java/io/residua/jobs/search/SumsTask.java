package io.residua.jobs.search;

import io.residua.io.ledger.Ledger;
import java.io.IOException;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** A Spark task: {@link EmbeddingSums} of some consecutive shards. */
final class SumsTask implements Function<Integer, byte[]> {

  private static final long serialVersionUID = 1L;

  /** Shards of a task. */
  static final int SHARDS = 16;

  private final String output;
  private final int dimensions;
  private final long[] firstRows;
  private final long[] wanted;
  private final Broadcast<SerializableConfiguration> conf;

  /**
   * @param firstRows place in the set of each shard's first embedding, and behind the last shard's
   *     the number of all
   * @param wanted places of the queries, ascending
   */
  SumsTask(
      String output,
      int dimensions,
      long[] firstRows,
      long[] wanted,
      Broadcast<SerializableConfiguration> conf) {
    this.output = output;
    this.dimensions = dimensions;
    this.firstRows = firstRows;
    this.wanted = wanted;
    this.conf = conf;
  }

  /** {@link EmbeddingSums} as bytes. */
  @Override
  public byte[] call(Integer task) throws IOException {
    Ledger ledger = Ledger.open(conf.value().value(), output);
    EmbeddingSums sums = EmbeddingSums.zero(dimensions);
    int end = Math.min((task + 1) * SHARDS, firstRows.length - 1);
    for (int shard = task * SHARDS; shard < end; shard++) {
      sums.add(ledger, shard, firstRows[shard], wanted);
    }
    return sums.toBytes();
  }
}
