package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Geometry;

/**
 * Memory an executor wants for a number of task slots.
 *
 * @param heapBytes {@code spark.executor.memory}
 * @param overheadBytes {@code spark.executor.memoryOverhead}: packed weights, activations and
 *     decoding processes
 * @param slots task slots of the executor
 */
record SizeAdvice(long heapBytes, long overheadBytes, int slots) {

  /** Spark itself, its broadcast blocks and the JVM's own. */
  private static final long BASE_HEAP_BYTES = 512L << 20;

  /** Bytes read ahead, the rows of a Parquet row group, Arrow vectors. */
  private static final long SLOT_HEAP_BYTES = 128L << 20;

  /** Resident memory of a decoding process on photos. */
  private static final long CHILD_BYTES = 384L << 20;

  /** Float32 activations of a 224 px image that live at once, up to conv2_x of a bottleneck. */
  private static final long ACTIVATION_BYTES_AN_IMAGE = 12L << 20;

  private static final long PIXELS_OF_THAT_IMAGE = 224 * 224;

  /** What {@code slots} task slots want. */
  static SizeAdvice of(FeatureChoice features, int batchSize, int slots) {
    long weightBytes = weightBytes(features.weights());
    FeatureRecipe recipe = features.recipe();
    Geometry geometry = recipe.pixels().geometry();
    long pixels = (long) geometry.mostPaddedPixels() * recipe.frames();
    long pass =
        Math.max((long) batchSize * recipe.frames() * PIXELS_OF_THAT_IMAGE, pixels)
            * ACTIVATION_BYTES_AN_IMAGE
            / PIXELS_OF_THAT_IMAGE;
    // Maps of a pass, of a row on its way and of a record batch.
    long maps = 3 * MapFiles.mostBytes(recipe, features.weights().spec());
    return new SizeAdvice(
        BASE_HEAP_BYTES + 3 * weightBytes + slots * SLOT_HEAP_BYTES,
        2 * weightBytes + slots * (CHILD_BYTES + pass + maps),
        slots);
  }

  /**
   * Refuses to start a driver whose heap cannot hold the weights, their broadcast form and Spark's
   * blocks of it.
   *
   * @throws RefusedException when it cannot
   */
  static void requireDriverHeap(FoldedWeights weights, long heapBytes) {
    long wanted = BASE_HEAP_BYTES / 2 + 4 * weightBytes(weights);
    if (heapBytes < wanted) {
      throw new RefusedException(
          "[memory] expected a heap of at least %d MiB for the weights of %s, found %d MiB; give more: RESIDUA_JAVA_OPTS=-Xmx%dm, or --driver-memory %dm of spark-submit"
              .formatted(
                  wanted >> 20,
                  weights.spec().name(),
                  heapBytes >> 20,
                  wanted >> 20,
                  wanted >> 20));
    }
  }

  private static long weightBytes(FoldedWeights weights) {
    return weights.spec().convolutions(weights.deepest()).stream()
        .mapToLong(convolution -> 4L * convolution.weightCount())
        .sum();
  }

  /** As options of {@code spark-submit}. */
  String options() {
    return "--executor-cores %d --executor-memory %dm --conf spark.executor.memoryOverhead=%dm"
        .formatted(slots, heapBytes >> 20, overheadBytes >> 20);
  }
}
