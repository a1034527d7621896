package io.residua.jobs.calibrate;

import io.residua.backbone.ActivationRanges;
import io.residua.backbone.Backbone;
import io.residua.backbone.Precision;
import io.residua.backbone.Quantization;
import io.residua.backbone.Slot;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/** What float32 says of a sample: embeddings and ranges, on two threads that share the weights. */
final class Reference {

  private final List<float[]> embeddings;
  private final Quantization half;
  private final Quantization whole;

  private Reference(List<float[]> embeddings, Quantization half, Quantization whole) {
    this.embeddings = embeddings;
    this.half = half;
    this.whole = whole;
  }

  /** Measures, with the ranges of {@code first} alone and those of all. */
  static Reference measure(
      Network network, Sample sample, List<Integer> first, List<Integer> second)
      throws IOException {
    try (Backbone f32 = network.engine().load(network.weights(), Precision.F32)) {
      FutureTask<List<float[]>> embedding =
          new FutureTask<>(() -> embeddings(f32, network, sample));
      Thread thread = new Thread(embedding, "residua-reference");
      thread.start();
      try (Slot slot = f32.openSlot(network.batchSize())) {
        Passes passes = network.passes(sample);
        ActivationRanges observed = new ActivationRanges();
        passes.observe(slot, first, observed);
        Quantization half = observed.quantization();
        passes.observe(slot, second, observed);
        return new Reference(taken(embedding), half, observed.quantization());
      } finally {
        join(thread);
      }
    }
  }

  private static List<float[]> embeddings(Backbone f32, Network network, Sample sample)
      throws IOException {
    List<Integer> all = IntStream.range(0, sample.size()).boxed().toList();
    try (Slot slot = f32.openSlot(network.batchSize())) {
      return network.passes(sample).embeddings(slot, all, network.channels());
    }
  }

  private static List<float[]> taken(FutureTask<List<float[]>> embedding) throws IOException {
    try {
      return embedding.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ranges were measured", e);
    }
  }

  /** The weights are freed next. */
  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ranges were measured", e);
    }
  }

  /** Of every image, in order. */
  List<float[]> embeddings() {
    return embeddings;
  }

  /** Ranges of the first images. */
  Quantization half() {
    return half;
  }

  /** Ranges of all images. */
  Quantization whole() {
    return whole;
  }
}
