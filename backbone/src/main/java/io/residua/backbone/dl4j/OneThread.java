package io.residua.backbone.dl4j;

import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps ND4J and its oneDNN to the calling thread. Their OpenMP runtime would give every operation
 * all cores, which task slots already use. The limit belongs to the thread that sets it, other than
 * those of ND4J's {@code Environment}, which belong to the JVM and which oneDNN does not heed.
 */
final class OneThread {

  private OneThread() {}

  /** Limits the calling thread to itself; behind ND4J's first array, which loads it. */
  static void use() {
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }
}
