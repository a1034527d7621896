package io.residua.jobs.extract;

import io.residua.backbone.Backbone;
import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.engines.Engines;
import io.residua.io.image.DecodeLimits;
import io.residua.io.image.Decoder;
import io.residua.io.image.InProcessDecoder;
import io.residua.io.image.IsolatedDecoder;
import io.residua.io.lake.LakeImage;
import io.residua.io.ledger.Calibration;
import io.residua.io.ledger.EarlierRun;
import io.residua.io.ledger.Ledger;
import io.residua.io.ledger.RunDescription;
import io.residua.io.ledger.ShardCopies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What all task slots of one JVM share: the packed weights, once, and the workplaces that are idle.
 * Thread-safe. One at a time in a JVM; another recipe replaces it.
 */
final class ExecutorRuntime implements AutoCloseable {

  private static @Nullable ExecutorRuntime current;

  private final JobRecipe recipe;
  private final Configuration conf;
  private final RunDescription run;
  private final Ledger ledger;
  private final @Nullable EarlierRun earlier;
  private final FutureTask<Backbone> backbone;
  private final ConcurrentLinkedQueue<Workplace> idle = new ConcurrentLinkedQueue<>();

  private ExecutorRuntime(JobRecipe recipe, Configuration conf, Supplier<FoldedWeights> weights)
      throws IOException {
    this.recipe = recipe;
    this.conf = conf;
    this.run = RunDescription.fromJson(recipe.runJson(), "run of the driver");
    this.ledger = Ledger.open(conf, recipe.output());
    this.earlier = run.since().none() ? null : EarlierRun.open(conf, run.since());
    Engine engine = Engines.of(recipe.engine());
    pin(engine);
    this.backbone = new FutureTask<>(() -> load(engine, weights.get()));
    new Thread(backbone, "residua-pack-weights").start();
  }

  /**
   * This JVM's runtime for a recipe, made when there is none. Weights are packed while the first
   * decoding processes start.
   *
   * @throws UnfitExecutor when this machine lacks the instruction set of the recipe, or a library
   */
  static synchronized ExecutorRuntime of(
      JobRecipe recipe, Configuration conf, Supplier<FoldedWeights> weights) throws IOException {
    ExecutorRuntime found = current;
    if (found != null && found.recipe.equals(recipe)) {
      return found;
    }
    closeCurrent();
    found = new ExecutorRuntime(recipe, conf, weights);
    current = found;
    return found;
  }

  private void pin(Engine engine) {
    try {
      engine.pin(recipe.instructionSet());
    } catch (IllegalStateException | LinkageError e) {
      throw new UnfitExecutor(e);
    }
  }

  /** Frees what this JVM holds for the last recipe, if any. */
  static synchronized void closeCurrent() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  JobRecipe recipe() {
    return recipe;
  }

  Configuration conf() {
    return conf;
  }

  RunDescription run() {
    return run;
  }

  Ledger ledger() {
    return ledger;
  }

  /** What of a shard need not be extracted. */
  ShardCopies copies(List<LakeImage> planned, Path spoolFolder) throws IOException {
    return earlier == null
        ? ShardCopies.none(planned)
        : earlier.copies(planned, recipe.features().channels(), spoolFolder);
  }

  /** An idle workplace or a new one; hand it back with {@link #giveBack}, or close it. */
  Workplace borrow() {
    Workplace found = idle.poll();
    return found != null ? found : open();
  }

  void giveBack(Workplace workplace) {
    idle.add(workplace);
  }

  private Workplace open() {
    Decoder decoder = decoder();
    try {
      FeatureRecipe features = recipe.features();
      PixelBuffers buffers =
          new PixelBuffers(recipe.batchSize(), features.pixels().geometry(), features.clips());
      Backbone loaded = backbone();
      return new Workplace(loaded.spec(), loaded.openSlot(recipe.batchSize()), decoder, buffers);
    } catch (RuntimeException | Error e) {
      decoder.close();
      throw e;
    }
  }

  private Backbone load(Engine engine, FoldedWeights weights) throws IOException {
    String json = recipe.calibrationJson();
    return json == null
        ? engine.load(weights, recipe.precision())
        : engine.load(
            weights, Calibration.fromJson(json, "calibration of the driver").quantization());
  }

  private Backbone backbone() {
    try {
      return backbone.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LinkageError) {
        throw new UnfitExecutor(e.getCause());
      }
      throw new IllegalStateException(reason(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the weights were packed", e);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause instanceof OutOfMemoryError
        ? "[memory] expected room for the weights, found a heap of %d MiB (%s); give more by --executor-memory, or by spark.executor.memoryOverhead beside the heap: residua plan says how much"
            .formatted(Runtime.getRuntime().maxMemory() >> 20, cause.getMessage())
        : String.valueOf(cause);
  }

  private Decoder decoder() {
    return recipe.isolated()
        ? new IsolatedDecoder(DecodeLimits.DEFAULT)
        : new InProcessDecoder(DecodeLimits.DEFAULT);
  }

  @Override
  public void close() {
    for (Workplace workplace = idle.poll(); workplace != null; workplace = idle.poll()) {
      workplace.close();
    }
    try {
      backbone.get().close();
    } catch (ExecutionException e) {
      return; // the weights were never packed, and each task has said why
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
