package io.residua.jobs.bench;

import io.residua.backbone.Backbone;
import io.residua.backbone.Extent;
import io.residua.backbone.PixelNormalization;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Slot;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Forward passes of one slot, as a task runs them: pixels in, embeddings out. Not thread-safe.
 * Whoever made it closes it.
 */
final class SlotWork implements AutoCloseable {

  private final Slot slot;
  private final PassPixels pixels;
  private final PixelNormalization normalization;
  private final PooledStage embedding;
  private final int passImages;
  private final FloatBuffer pooled;
  private int next;

  SlotWork(
      Backbone backbone,
      int batchSize,
      PassPixels pixels,
      PixelNormalization normalization,
      PooledStage embedding) {
    this.slot = backbone.openSlot(batchSize);
    this.pixels = pixels;
    this.normalization = normalization;
    this.embedding = embedding;
    this.passImages = slot.batchSize(pixels.shape().height(), pixels.shape().width());
    this.pooled = FloatBuffer.allocate(passImages * backbone.spec().channels(embedding.stage()));
  }

  /** Images of a pass. */
  int passImages() {
    return passImages;
  }

  /** Runs {@code passes} passes over the images, beginning again behind the last. */
  void run(int passes) {
    for (int i = 0; i < passes; i++) {
      pass(passImages);
    }
  }

  /** The embedding of each image, float32 {@code [channels]}. */
  List<float[]> embeddings() {
    List<float[]> embeddings = new ArrayList<>();
    next = 0;
    int count = pixels.images().size();
    while (embeddings.size() < count) {
      int images = Math.min(passImages, count - embeddings.size());
      pass(images);
      float[] vectors = new float[pooled.flip().remaining()];
      pooled.get(vectors);
      int channels = vectors.length / images;
      for (int i = 0; i < images; i++) {
        embeddings.add(Arrays.copyOfRange(vectors, i * channels, (i + 1) * channels));
      }
    }
    return embeddings;
  }

  private void pass(int images) {
    Extent shape = pixels.shape();
    slot.begin(shape.height(), shape.width());
    for (int i = 0; i < images; i++) {
      slot.setPixels(i, pixels.images().get(next).duplicate(), shape, normalization);
      next = (next + 1) % pixels.images().size();
    }
    embedding.copy(slot.forward(images, Set.of(embedding.stage())), pooled.clear());
  }

  @Override
  public void close() {
    slot.close();
  }
}
