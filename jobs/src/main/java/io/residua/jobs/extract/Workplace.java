package io.residua.jobs.extract;

import io.residua.backbone.ResNetSpec;
import io.residua.backbone.Slot;
import io.residua.io.image.Decoder;

/**
 * What one task slot works with: a place in the backbone, a decoder, memory for pixels. Kept from
 * task to task, since a decoding process takes most of a second to start. Not thread-safe.
 *
 * @param spec of the slot's network
 * @param slot closed with this
 * @param decoder closed with this
 * @param buffers what is decoded ahead of the network
 */
record Workplace(ResNetSpec spec, Slot slot, Decoder decoder, PixelBuffers buffers)
    implements AutoCloseable {

  @Override
  public void close() {
    decoder.close();
    slot.close();
  }
}
