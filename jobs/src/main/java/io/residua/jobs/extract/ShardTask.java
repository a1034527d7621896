package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.weights.FoldedWeightsFormat;
import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.FaultPoint;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardCommit;
import io.residua.io.ledger.ShardCopies;
import io.residua.io.ledger.ShardRecord;
import io.residua.io.ledger.SpoolFolder;
import io.residua.io.ledger.SpooledShard;
import io.residua.jobs.metrics.SlotMetrics;
import io.residua.jobs.metrics.TaskCounters;
import io.residua.jobs.metrics.TaskTally;
import io.residua.jobs.metrics.TaskWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A Spark task: one attempt at one shard. What goes wrong with a shard is its outcome, not an
 * exception, so that one bad shard never ends a job.
 */
final class ShardTask implements Function<Integer, byte[]> {

  private static final long serialVersionUID = 1L;

  private final JobRecipe recipe;
  private final Broadcast<SerializableConfiguration> conf;
  private final Broadcast<byte[]> weights;
  private final TaskCounters counters;

  /**
   * @param conf broadcast, since unpacking it takes each task longer than several images
   */
  ShardTask(
      JobRecipe recipe,
      Broadcast<SerializableConfiguration> conf,
      Broadcast<byte[]> weights,
      TaskCounters counters) {
    this.recipe = recipe;
    this.conf = conf;
    this.weights = weights;
    this.counters = counters;
  }

  /** A {@link ShardOutcome} as bytes: records do not survive Kryo. */
  @Override
  public byte[] call(Integer shard) throws InterruptedException {
    long begun = System.nanoTime();
    try (TaskTally tally = SlotMetrics.begin(counters)) {
      FaultPoint.hit("shard-start");
      Configuration hadoop = conf.value().value();
      ExecutorRuntime runtime = ExecutorRuntime.of(recipe, hadoop, this::unpack);
      ShardRecord record = attempt(runtime, shard, tally);
      return ShardOutcome.done(record, here(begun)).toBytes();
    } catch (IOException | RuntimeException | LinkageError e) {
      return ShardOutcome.failed(shard, e, here(begun)).toBytes();
    }
  }

  private static ShardOutcome.Attempt here(long begunNanos) {
    BlockManagerId place = SparkEnv.get().blockManager().blockManagerId();
    return new ShardOutcome.Attempt(
        place.executorId(),
        place.host(),
        TaskContext.get().taskAttemptId(),
        (System.nanoTime() - begunNanos) / 1_000_000);
  }

  /**
   * Frees the executors' copies of the weights' bytes, on the driver: twice the weights in each,
   * which none needs any more that has packed them. One that does fetches them again.
   */
  void releaseWeights() {
    weights.unpersist();
  }

  private FoldedWeights unpack() {
    return FoldedWeightsFormat.read(weights.value());
  }

  private ShardRecord attempt(ExecutorRuntime runtime, int shard, TaskWatch watch)
      throws IOException, InterruptedException {
    List<LakeImage> planned = runtime.ledger().images(runtime.run(), shard);
    Path spoolFolder = SpoolFolder.create("residua-shard-");
    try {
      ShardCommit commit = runtime.ledger().shard(runtime.run(), shard, planned, spoolFolder);
      Optional<ShardRecord> record = commit.adoptIfPresent();
      if (record.isEmpty() && commit.embedded().isEmpty()) {
        record = extract(runtime, shard, planned, commit, spoolFolder, watch);
      }
      return record.isPresent()
          ? record.get()
          : extractMaps(runtime, shard, commit, spoolFolder, watch);
    } finally {
      SpoolFolder.delete(spoolFolder);
    }
  }

  /** Empty when another attempt's embeddings are in place whose maps are yet to be made. */
  private Optional<ShardRecord> extract(
      ExecutorRuntime runtime,
      int shard,
      List<LakeImage> planned,
      ShardCommit commit,
      Path spoolFolder,
      TaskWatch watch)
      throws IOException, InterruptedException {
    StageTimes times = new StageTimes();
    Path folder = Files.createDirectory(spoolFolder.resolve("all"));
    try {
      ShardCopies copies = runtime.copies(planned, spoolFolder);
      SpooledShard files = extract(runtime, shard, planned, copies, times, folder, watch);
      return commit.commit(files, times.millis());
    } finally {
      SpoolFolder.delete(folder);
    }
  }

  private ShardRecord extractMaps(
      ExecutorRuntime runtime, int shard, ShardCommit commit, Path spoolFolder, TaskWatch watch)
      throws IOException, InterruptedException {
    StageTimes times = new StageTimes();
    List<LakeImage> embedded = commit.embedded().orElseThrow();
    Path folder = Files.createDirectory(spoolFolder.resolve("maps"));
    try {
      ShardCopies none = ShardCopies.none(embedded);
      SpooledShard files = extract(runtime, shard, embedded, none, times, folder, watch);
      return commit.commitMaps(files.maps(), times.millis());
    } finally {
      SpoolFolder.delete(folder);
    }
  }

  private SpooledShard extract(
      ExecutorRuntime runtime,
      int shard,
      List<LakeImage> wanted,
      ShardCopies copies,
      StageTimes times,
      Path folder,
      TaskWatch watch)
      throws IOException, InterruptedException {
    RunDescription run = runtime.run();
    Workplace workplace = runtime.borrow();
    boolean sound = false;
    try {
      SpooledShard files =
          new ShardExtraction(
                  runtime.conf(),
                  new ShardExtraction.Lake(run.selection().form(), run.columns()),
                  recipe.features(),
                  workplace,
                  times,
                  watch)
              .extract(wanted, copies, run.fileKeyValues(shard), folder)
              .files();
      sound = true;
      return files;
    } finally {
      if (sound) {
        runtime.giveBack(workplace);
      } else {
        workplace.close();
      }
    }
  }
}
