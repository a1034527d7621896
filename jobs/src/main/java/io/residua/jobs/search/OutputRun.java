package io.residua.jobs.search;

import io.residua.io.lake.Inputs;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardRecord;
import io.residua.jobs.extract.RecordedFeatures;
import io.residua.jobs.extract.RefusedException;
import io.residua.jobs.extract.SparkContexts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The run whose embeddings are indexed or searched.
 *
 * @param output its folder, qualified
 */
record OutputRun(Configuration conf, String output, Ledger ledger, RunDescription run) {

  /**
   * Opens the run of an output.
   *
   * @param named the output as a person named it
   * @param settings Spark's, of which {@code spark.hadoop.*} counts
   * @throws RefusedException when there is none
   */
  static OutputRun open(String named, Map<String, String> settings) throws IOException {
    Configuration conf = SparkContexts.hadoopConfiguration(settings);
    String output = qualified(conf, named);
    Ledger ledger = Ledger.open(conf, output);
    return new OutputRun(conf, output, ledger, ledger.run().orElseThrow(() -> none(output)));
  }

  private static String qualified(Configuration conf, String output) throws IOException {
    try {
      return Inputs.qualify(conf, List.of(output)).get(0);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  private static RefusedException none(String output) {
    return new RefusedException(
        "[%s] output: expected a folder extract wrote, found no _residua/run.json; name one"
            .formatted(output));
  }

  /**
   * Its records, by shard.
   *
   * @throws RefusedException when it is not finished
   */
  SortedMap<Integer, ShardRecord> records() throws IOException {
    try {
      return ledger.finished(run);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e);
    }
  }

  /** Place in the set of each shard's first embedding, and the number of all. */
  static long[] firstRows(SortedMap<Integer, ShardRecord> records) {
    long[] rows = new long[records.size() + 1];
    for (ShardRecord record : records.values()) {
      rows[record.shard() + 1] = record.embedded();
    }
    Arrays.parallelPrefix(rows, Long::sum);
    return rows;
  }

  /** Length of an embedding. */
  int channels() {
    return new RecordedFeatures(run.settings()).channels();
  }
}
