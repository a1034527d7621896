package io.residua.jobs.extract;

import io.residua.backbone.Slot;
import io.residua.io.image.Decoder;
import java.util.List;

/**
 * What one task slot works with: a place in the backbone, a decoder, buffers of pixels. Kept from
 * task to task, since a decoding process takes most of a second to start. Not thread-safe.
 *
 * @param slot closed with this
 * @param decoder closed with this
 * @param batches two: one is filled while the other is read
 */
record Workplace(Slot slot, Decoder decoder, List<PixelBatch> batches) implements AutoCloseable {

  Workplace {
    batches = List.copyOf(batches);
  }

  @Override
  public void close() {
    decoder.close();
    slot.close();
  }
}
