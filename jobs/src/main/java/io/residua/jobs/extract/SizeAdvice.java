package io.residua.jobs.extract;

import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import java.util.Locale;

/**
 * Memory that executors of a number of task slots and their driver want. Measured with a margin
 * (deploy/README.md, "Memory").
 *
 * @param heapBytes {@code spark.executor.memory}
 * @param overheadBytes {@code spark.executor.memoryOverhead}: packed weights, activations and
 *     decoding processes
 * @param driverHeapBytes {@code spark.driver.memory}
 * @param driverOverheadBytes {@code spark.driver.memoryOverhead}: where the driver computes, too
 * @param slots task slots of an executor
 * @param reason what the figures are made of, for a person
 */
record SizeAdvice(
    long heapBytes,
    long overheadBytes,
    long driverHeapBytes,
    long driverOverheadBytes,
    int slots,
    String reason) {

  private static final long MIB = 1L << 20;

  /** Spark itself. */
  private static final long BASE_HEAP_BYTES = 384 * MIB;

  /** Bytes read ahead, the rows of a Parquet row group. */
  private static final long SLOT_HEAP_BYTES = 96 * MIB;

  /** What the JVM holds beside its heap: classes, compiled code, stacks, network buffers. */
  private static final long BASE_BYTES = 320 * MIB;

  /** Resident memory of a decoding process on photos of a few megapixels. */
  private static final long CHILD_BYTES = 160 * MIB;

  /** The same memory in the executor, without a JVM of its own. */
  private static final long DECODER_BYTES = 64 * MIB;

  /** What one of the largest images that are let in takes beyond that; one at a time. */
  private static final long LARGE_IMAGE_BYTES = 256 * MIB;

  /** A driver whose plan is of millions of images. */
  private static final long DRIVER_HEAP_BYTES = 2048 * MIB;

  private static final long DRIVER_OVERHEAD_BYTES = 384 * MIB;

  /** What {@code slots} task slots want for a request. */
  static SizeAdvice of(FeatureChoice features, ExtractRequest request, int slots) {
    long weights = weightBytes(features.weights());
    boolean reference = !features.engine().name().equals("onednn");
    long packed = packedBytes(features, weights) * (reference ? 2 : 1);
    long pass = pass(features, request.features().batchSize(), reference);
    long decoder = request.isolated() ? CHILD_BYTES : DECODER_BYTES;
    long overhead = BASE_BYTES + packed + slots * (pass + decoder) + LARGE_IMAGE_BYTES;
    long computing = BASE_BYTES + 2 * weights + pass + decoder + LARGE_IMAGE_BYTES;
    return new SizeAdvice(
        BASE_HEAP_BYTES + 3 * weights + slots * SLOT_HEAP_BYTES,
        overhead,
        Math.max(DRIVER_HEAP_BYTES, BASE_HEAP_BYTES + 6 * weights),
        features.int8() ? computing : DRIVER_OVERHEAD_BYTES,
        slots,
        String.format(
            Locale.ROOT,
            "%s %s, batches of %d: weights %d MiB, packed %d MiB; each of %d slots: a pass %d MiB, decoding %d MiB",
            features.weights().spec().name(),
            features.provenance().precision().label(),
            request.features().batchSize(),
            weights / MIB,
            packed / MIB,
            slots,
            pass / MIB,
            decoder / MIB));
  }

  /**
   * In 8 bits half the blocks may be kept in 16. Where images differ in shape, some convolutions'
   * weights are packed twice.
   */
  private static long packedBytes(FeatureChoice features, long weights) {
    double share =
        switch (features.provenance().precision()) {
          case F32 -> 1;
          case BF16 -> 0.5;
          case INT8 -> 0.375;
        };
    return (long) (weights * share * (features.recipe().pixels().geometry().alike() ? 1.05 : 2));
  }

  /** ND4J's arrays live as long as Java's collector lets them. */
  private static long pass(FeatureChoice features, int batchSize, boolean reference) {
    Precision precision = reference ? Precision.F32 : features.provenance().precision();
    return new PassMemory(features.recipe(), features.weights().spec(), precision, batchSize)
            .bytes()
        * (reference ? 4 : 1);
  }

  /**
   * Refuses to start a driver whose heap cannot hold the weights, their broadcast form and Spark's
   * blocks of it.
   *
   * @throws RefusedException when it cannot
   */
  static void requireDriverHeap(FoldedWeights weights, long heapBytes) {
    long wanted = 256 * MIB + 4 * weightBytes(weights);
    if (heapBytes < wanted) {
      throw new RefusedException(
          "[memory] expected a heap of at least %d MiB for the weights of %s, found %d MiB; give more: RESIDUA_JAVA_OPTS=-Xmx%dm, or --driver-memory %dm of spark-submit"
              .formatted(
                  wanted / MIB,
                  weights.spec().name(),
                  heapBytes / MIB,
                  wanted / MIB,
                  wanted / MIB));
    }
  }

  private static long weightBytes(FoldedWeights weights) {
    return weights.spec().convolutions(weights.deepest()).stream()
        .mapToLong(convolution -> (long) Float.BYTES * convolution.weightCount())
        .sum();
  }

  /** Of the executors, as options of {@code spark-submit}. */
  String options() {
    return "--executor-cores %d --executor-memory %dm --conf spark.executor.memoryOverhead=%dm"
        .formatted(slots, heapBytes / MIB, overheadBytes / MIB);
  }

  /** Of the driver, too. */
  String allOptions() {
    return "%s --driver-memory %dm --conf spark.driver.memoryOverhead=%dm"
        .formatted(options(), driverHeapBytes / MIB, driverOverheadBytes / MIB);
  }

  /** Where one JVM is driver and executor. */
  String localOptions() {
    return "--driver-memory %dm".formatted(Math.max(driverHeapBytes, heapBytes) / MIB);
  }
}
