package io.residua.jobs.report;

import io.residua.io.features.EmbeddingReader;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.LedgerHistory;
import io.residua.io.ledger.LedgerHistory.DoneShard;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows spread evenly over the embeddings of a run, in the order of the plan, and the sizes of all
 * images met on the way. Of a large run some shards, spread evenly, are read; so time and memory
 * are bounded whatever the lake.
 */
final class RowSample {

  private static final Logger LOG = LoggerFactory.getLogger(RowSample.class);

  private static final int FEWEST_SHARDS = 8;
  private static final int MOST_SHARDS = 64;
  private static final long MOST_ROWS_READ = 32_768;
  private static final int MOST_ROWS = 16_384;

  /** 128 MiB, which a far store gives in seconds. */
  private static final long MOST_VALUES_READ = 32 << 20;

  /** 32 MiB, since a driver may have little memory. */
  private static final int MOST_VALUES = 8 << 20;

  /** A row that was kept. */
  static final class Row {

    private final int shard;
    private final String uri;
    private final float[] vector;

    /**
     * @param vector float32 {@code [channels]}; not copied
     */
    Row(int shard, String uri, float[] vector) {
      this.shard = shard;
      this.uri = uri;
      this.vector = vector;
    }

    /** The shard it is of. */
    int shard() {
      return shard;
    }

    String uri() {
      return uri;
    }

    /** Its embedding, float32 {@code [channels]}; a view. */
    float[] vector() {
      return vector;
    }
  }

  private final int channels;
  private final List<Row> rows = new ArrayList<>();
  private final ImageSizes sizes = new ImageSizes();
  private int shardsRead;
  private int shardsFailed;
  private long place;

  private RowSample(int channels) {
    this.channels = channels;
  }

  /**
   * Reads a sample.
   *
   * @param channels length of an embedding
   */
  static RowSample read(Ledger ledger, LedgerHistory history, int channels) {
    List<DoneShard> shards = chosen(history, channels);
    long available = shards.stream().mapToLong(shard -> shard.record().embedded()).sum();
    long most = Math.min(Math.min(MOST_ROWS, MOST_VALUES / channels), available);
    RowSample sample = new RowSample(channels);
    for (DoneShard shard : shards) {
      sample.read(ledger, shard.record().shard(), most, available);
    }
    return sample;
  }

  private static List<DoneShard> chosen(LedgerHistory history, int channels) {
    List<DoneShard> with =
        history.done().values().stream().filter(shard -> shard.record().embedded() > 0).toList();
    long all = with.stream().mapToLong(shard -> shard.record().embedded()).sum();
    long readable = Math.min(MOST_ROWS_READ, MOST_VALUES_READ / channels);
    long few = Math.max(FEWEST_SHARDS, readable * with.size() / Math.max(1, all));
    return Spread.evenly(with, (int) Math.min(MOST_SHARDS, few));
  }

  /** A file that cannot be read is for {@code verify} to find: the page goes on without. */
  private void read(Ledger ledger, int shard, long most, long available) {
    try (EmbeddingReader from = ledger.embeddings(shard, channels)) {
      while (from.next()) {
        sizes.add(from.width(), from.height());
        if (rows.size() < most && place++ == rows.size() * available / most) {
          rows.add(new Row(shard, from.uri(), copy(from.embedding())));
        }
      }
      shardsRead++;
    } catch (IOException | RuntimeException e) {
      LOG.warn("report: shard {} is left out of the sample: {}", shard, e.toString());
      shardsFailed++;
    }
  }

  private static float[] copy(FloatBuffer embedding) {
    float[] copy = new float[embedding.remaining()];
    embedding.get(copy);
    return copy;
  }

  /** The rows kept, in the order of the plan. */
  List<Row> rows() {
    return rows;
  }

  /** Sizes of the images of all rows read. */
  ImageSizes sizes() {
    return sizes;
  }

  /** Shards read. */
  int shardsRead() {
    return shardsRead;
  }

  /** Shards that were to be read and could not. */
  int shardsFailed() {
    return shardsFailed;
  }
}
