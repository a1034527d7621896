package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.weights.FoldedWeightsFormat;
import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.FaultPoint;
import io.residua.io.ledger.ShardCommit;
import io.residua.io.ledger.ShardRecord;
import io.residua.io.ledger.SpoolFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A Spark task: one attempt at one shard. What goes wrong with a shard is its outcome, not an
 * exception, so that one bad shard never ends a job.
 */
final class ShardTask implements Function<Integer, byte[]> {

  private static final long serialVersionUID = 1L;

  private final JobRecipe recipe;
  private final SerializableConfiguration conf;
  private final Broadcast<byte[]> weights;
  private final LongAccumulator images;

  ShardTask(
      JobRecipe recipe,
      SerializableConfiguration conf,
      Broadcast<byte[]> weights,
      LongAccumulator images) {
    this.recipe = recipe;
    this.conf = conf;
    this.weights = weights;
    this.images = images;
  }

  /** A {@link ShardOutcome} as bytes: records do not survive Kryo. */
  @Override
  public byte[] call(Integer shard) throws InterruptedException {
    try {
      FaultPoint.hit("shard-start");
      Configuration hadoop = conf.value();
      ExecutorRuntime runtime = ExecutorRuntime.of(recipe, hadoop, this::unpack);
      return ShardOutcome.done(attempt(runtime, shard)).toBytes();
    } catch (IOException | RuntimeException | LinkageError e) {
      return ShardOutcome.failed(shard, e).toBytes();
    }
  }

  private FoldedWeights unpack() {
    return FoldedWeightsFormat.read(weights.value());
  }

  private ShardRecord attempt(ExecutorRuntime runtime, int shard)
      throws IOException, InterruptedException {
    List<LakeImage> planned = runtime.ledger().images(runtime.run(), shard);
    Path spoolFolder = SpoolFolder.create("residua-shard-");
    try {
      ShardCommit commit =
          runtime.ledger().shard(runtime.run(), shard, planned.size(), spoolFolder);
      Optional<ShardRecord> adopted = commit.adoptIfPresent();
      return adopted.isPresent()
          ? adopted.get()
          : extract(runtime, shard, planned, spoolFolder, commit);
    } finally {
      SpoolFolder.delete(spoolFolder);
    }
  }

  private ShardRecord extract(
      ExecutorRuntime runtime,
      int shard,
      List<LakeImage> planned,
      Path spoolFolder,
      ShardCommit commit)
      throws IOException, InterruptedException {
    Workplace workplace = runtime.borrow();
    boolean sound = false;
    try {
      ShardExtraction extraction =
          new ShardExtraction(
              runtime.conf(),
              new ShardExtraction.Lake(runtime.run().selection().form(), runtime.run().columns()),
              recipe.pixels(),
              recipe.clips(),
              recipe.stage(),
              workplace,
              images::add);
      Path spool = spoolFolder.resolve("embeddings.parquet");
      extraction.extract(
          planned,
          runtime.copies(planned, spoolFolder),
          recipe.channels(),
          runtime.run().fileKeyValues(shard),
          spool);
      sound = true;
      return commit.commit(spool, extraction.times().millis());
    } finally {
      if (sound) {
        runtime.giveBack(workplace);
      } else {
        workplace.close();
      }
    }
  }
}
