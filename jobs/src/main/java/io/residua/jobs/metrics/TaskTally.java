package io.residua.jobs.metrics;

import java.util.Map;

/**
 * What one attempt at a shard tells: to its accumulators, which its executor's heartbeats carry to
 * the driver, and to the metrics of its JVM. Whoever began it closes it. Thread-safe, which
 * accumulators are not.
 */
public final class TaskTally implements TaskWatch, AutoCloseable {

  private final SlotMetrics slots;
  private final TaskCounters counters;
  private int imagesAhead;
  private int batchesAhead;

  TaskTally(SlotMetrics slots, TaskCounters counters) {
    this.slots = slots;
    this.counters = counters;
    slots.busy(1);
  }

  @Override
  public synchronized void images(long more) {
    add(TaskCounter.IMAGES, more);
  }

  @Override
  public synchronized void bytesRead(long more) {
    add(TaskCounter.BYTES_READ, more);
  }

  @Override
  public synchronized void ahead(int images, int batches) {
    add(TaskCounter.IMAGES_READ_AHEAD, images - imagesAhead);
    add(TaskCounter.BATCHES_DECODED_AHEAD, batches - batchesAhead);
    imagesAhead = images;
    batchesAhead = batches;
  }

  @Override
  public synchronized void decoderRestarts(long more) {
    add(TaskCounter.DECODER_RESTARTS, more);
  }

  private void add(TaskCounter counter, long more) {
    if (more != 0) {
      counters.add(Map.of(counter, more));
      slots.add(counter, more);
    }
  }

  @Override
  public void close() {
    ahead(0, 0);
    slots.busy(-1);
  }
}
