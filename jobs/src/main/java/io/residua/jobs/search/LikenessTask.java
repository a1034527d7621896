package io.residua.jobs.search;

import io.residua.io.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A Spark task: asks the index for the near duplicates of some rows of a group. Files from another
 * store are copied once into the executor's folder, which Spark deletes.
 */
final class LikenessTask implements Function<long[], byte[]> {

  private static final long serialVersionUID = 1L;

  private static final int REPORTED = 256;

  private final String output;
  private final String index;
  private final double threshold;
  private final Broadcast<SerializableConfiguration> conf;
  private final LongAccumulator asked;

  /**
   * @param index what index.json says
   * @param asked counts the rows asked for
   */
  LikenessTask(
      String output,
      String index,
      double threshold,
      Broadcast<SerializableConfiguration> conf,
      LongAccumulator asked) {
    this.output = output;
    this.index = index;
    this.threshold = threshold;
    this.conf = conf;
    this.asked = asked;
  }

  /** {@link Likeness}es as bytes, of group {@code rows[0]}, row {@code rows[1]} to before [2]. */
  @Override
  public byte[] call(long[] rows) throws IOException {
    Ledger ledger = Ledger.open(conf.value().value(), output);
    IndexDescription description = IndexDescription.fromJson(index, ledger.index().name());
    IndexFiles files =
        new IndexFiles(ledger.index(), Path.of(SparkFiles.getRootDirectory(), "index"));
    List<Likeness> pairs = new ArrayList<>();
    try (OpenIndex open = OpenIndex.open(description, ledger.index(), files)) {
      for (long row = rows[1]; row < rows[2]; row++) {
        Query query = open.query((int) rows[0], (int) row);
        for (Hit hit : open.within(query, description.search().effort(), threshold)) {
          pairs.add(new Likeness(query.uri(), hit.uri(), hit.cosine(), false));
        }
        if ((row + 1 - rows[1]) % REPORTED == 0) {
          asked.add(REPORTED);
        }
      }
    }
    return Likeness.toBytes(pairs);
  }
}
