package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;

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

  /** What {@code slots} task slots want for {@code weights}. */
  static SizeAdvice of(FoldedWeights weights, int batchSize, int slots) {
    long weightBytes = weightBytes(weights);
    return new SizeAdvice(
        BASE_HEAP_BYTES + 3 * weightBytes + slots * SLOT_HEAP_BYTES,
        2 * weightBytes + slots * (CHILD_BYTES + batchSize * ACTIVATION_BYTES_AN_IMAGE),
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
