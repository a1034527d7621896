package io.residua.jobs.metrics;

/** Is told how a task gets on, by several of its threads. */
@FunctionalInterface
public interface TaskWatch {

  /** More images are accounted for. */
  void images(long more);

  /** More bytes of images were read. */
  default void bytesRead(long more) {}

  /**
   * What waits now.
   *
   * @param images read and not decoded
   * @param batches decoded and not taken by the network
   */
  default void ahead(int images, int batches) {}

  /** More decoding processes were started in the place of one that failed. */
  default void decoderRestarts(long more) {}
}
