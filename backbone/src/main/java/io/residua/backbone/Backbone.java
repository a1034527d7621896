package io.residua.backbone;

/**
 * A backbone with its weights packed in native memory, shared by every task slot of a JVM.
 * Thread-safe. Whoever loaded it closes it, after its slots.
 */
public interface Backbone extends AutoCloseable {

  /** The architecture. */
  ResNetSpec spec();

  /** Arithmetic of the convolutions. */
  Precision precision();

  /**
   * A place to run forward passes, single-threaded, with activations of its own.
   *
   * @param batchSize images of one pass, at least 1; a pass over fewer is filled with zeros, so
   *     that an image's features do not depend on how many come with it
   * @throws IllegalArgumentException when the batch size is below 1
   * @throws IllegalStateException when the backbone is closed
   */
  Slot openSlot(int batchSize);

  /** Frees the packed weights. Idempotent. */
  @Override
  void close();
}
