package io.residua.io.ledger;

import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;

/**
 * The book of one output folder: what is to be done, what is done, and the only way to write there.
 * Driver and executors each open their own, one a JVM; it is thread-safe and holds nothing that
 * needs closing.
 */
public final class Ledger {

  private Ledger() {}

  /**
   * Opens the ledger of an output, which need not exist. Writes nothing.
   *
   * @param out a local folder or an {@code hdfs:} uri
   * @throws IllegalArgumentException when it is a file, or on a store Residua cannot place files on
   */
  public static Ledger open(Configuration conf, String out) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * What run.json says; empty when no run was ever started here.
   *
   * @throws IOException when it cannot be read or a later version wrote it
   */
  public Optional<RunDescription> run() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Freezes a listing into a plan and puts run.json, unless another driver was faster; that one's
   * run is returned then.
   *
   * @param settings everything that decides the values of a feature, {@code Provenance.keyValues()}
   * @param productVersion of the code that runs
   * @param shardImages images of a shard; empty follows {@link ShardSize#of}
   * @throws SettingsDiffer when the faster one has other settings
   * @throws IllegalArgumentException when the folder holds features no run.json speaks of
   */
  public RunDescription freeze(
      Map<String, String> settings, String productVersion, Listing listing, OptionalInt shardImages)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The images of one shard, in the order of the plan; reads only that shard's part of it. */
  public List<LakeImage> images(RunDescription run, int shard) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Which shards are done: their record exists and its files have the recorded sizes. A record that
   * is not true any more moves to {@code ledger/void}, and so does {@code _SUCCESS}.
   *
   * @throws IOException when a record cannot be read or is of another run; it names the file
   */
  public LedgerState state(RunDescription run) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The way of one attempt at a shard into the output.
   *
   * @param images how many images the plan has for the shard
   * @param spoolFolder a local folder that exists, for small files of the attempt
   */
  public ShardCommit shard(RunDescription run, int shard, int images, Path spoolFolder) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends a run: when every shard is done and their rows add up to the plan's images, removes what
   * dead attempts left in {@code _residua/temp} and puts {@code _SUCCESS}, last. With shards
   * missing it writes nothing; {@link LedgerState#missing} names them.
   *
   * @throws IOException when all shards are there but do not add up to the plan
   */
  public LedgerState complete(RunDescription run) throws IOException {
    throw new UnsupportedOperationException();
  }
}
