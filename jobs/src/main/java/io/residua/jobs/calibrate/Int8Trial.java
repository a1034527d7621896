package io.residua.jobs.calibrate;

import io.residua.backbone.Backbone;
import io.residua.backbone.Drift;
import io.residua.backbone.Quantization;
import io.residua.backbone.Slot;
import java.io.IOException;
import java.util.List;

/** Tries a quantization on some images of a sample. */
final class Int8Trial implements Trial {

  private final Network network;
  private final Sample sample;
  private final List<float[]> reference;

  /**
   * @param reference embeddings of float32 of every image of the sample
   */
  Int8Trial(Network network, Sample sample, List<float[]> reference) {
    this.network = network;
    this.sample = sample;
    this.reference = reference;
  }

  @Override
  public Drift drift(Quantization quantization, List<Integer> images) throws IOException {
    try (Backbone int8 = network.engine().load(network.weights(), quantization);
        Slot slot = int8.openSlot(network.batchSize())) {
      List<float[]> moved = network.passes(sample).embeddings(slot, images, network.channels());
      return Drift.between(images.stream().map(reference::get).toList(), moved);
    }
  }
}
