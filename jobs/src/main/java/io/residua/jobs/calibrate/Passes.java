package io.residua.jobs.calibrate;

import io.residua.backbone.ActivationObserver;
import io.residua.backbone.Extent;
import io.residua.backbone.PixelNormalization;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Slot;
import io.residua.backbone.StageMaps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Forward passes over some images of a sample; images of one padded shape share one. Not
 * thread-safe.
 */
final class Passes {

  private final Sample sample;
  private final PixelNormalization normalization;
  private final PooledStage embedding;
  private final ByteBuffer pixels;

  Passes(Sample sample, PixelNormalization normalization, PooledStage embedding) {
    this.sample = sample;
    this.normalization = normalization;
    this.embedding = embedding;
    this.pixels = sample.buffer();
  }

  /** Shows every activation of these images. */
  void observe(Slot slot, List<Integer> images, ActivationObserver observer) throws IOException {
    for (List<Integer> batch : batches(slot, images)) {
      fill(slot, batch);
      slot.observe(batch.size(), observer);
    }
  }

  /**
   * Embeddings of these images.
   *
   * @param channels length of one
   * @return float32 {@code [images][channels]}, in the order of {@code images}
   */
  List<float[]> embeddings(Slot slot, List<Integer> images, int channels) throws IOException {
    FloatBuffer pooled =
        ByteBuffer.allocateDirect(slot.batchSize() * channels * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    Map<Integer, float[]> found = new LinkedHashMap<>();
    for (List<Integer> batch : batches(slot, images)) {
      fill(slot, batch);
      StageMaps maps = slot.forward(batch.size(), Set.of(embedding.stage()));
      embedding.copy(maps, pooled.clear());
      pooled.flip();
      for (int image : batch) {
        float[] vector = new float[channels];
        pooled.get(vector);
        found.put(image, vector);
      }
    }
    return images.stream().map(image -> Objects.requireNonNull(found.get(image))).toList();
  }

  private void fill(Slot slot, List<Integer> batch) throws IOException {
    Extent padded = sample.padded(batch.get(0));
    slot.begin(sample.frames(), padded.height(), padded.width());
    for (int i = 0; i < batch.size(); i++) {
      int image = batch.get(i);
      slot.setPixels(i, sample.pixels(image, pixels), sample.seen(image), normalization);
    }
  }

  private List<List<Integer>> batches(Slot slot, List<Integer> images) {
    Map<Extent, List<Integer>> byShape = new LinkedHashMap<>();
    for (int image : images) {
      byShape.computeIfAbsent(sample.padded(image), any -> new ArrayList<>()).add(image);
    }
    List<List<Integer>> batches = new ArrayList<>();
    byShape.forEach(
        (shape, alike) -> {
          int most = slot.batchSize(shape.height(), shape.width());
          for (int from = 0; from < alike.size(); from += most) {
            batches.add(alike.subList(from, Math.min(from + most, alike.size())));
          }
        });
    return batches;
  }
}
