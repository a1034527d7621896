package io.residua.jobs.extract;

import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.Outcome;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.Fetched;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Prefetch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a shard's images on a thread of its own, a batch ahead of the network. The batches come
 * in the order of the plan; an image that cannot be decoded leaves no gap in them.
 */
final class DecodeAhead implements AutoCloseable {

  private final Prefetch source;
  private final PixelSource pixels;
  private final StageTimes times;
  private final LongConsumer refusals;
  private final BlockingQueue<PixelBatch> empty;
  private final BlockingQueue<PixelBatch> filled;
  private final List<QuarantinedRow> refused = new ArrayList<>();
  private final PixelBatch last = new PixelBatch(0, null, 0);
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  /**
   * Starts decoding.
   *
   * @param pixels how they are decoded
   * @param batches buffers to fill and fill again, at least two
   * @param refusals is told 1 for each image refused
   */
  DecodeAhead(
      Prefetch source,
      PixelSource pixels,
      List<PixelBatch> batches,
      StageTimes times,
      LongConsumer refusals) {
    this.source = source;
    this.pixels = pixels;
    this.times = times;
    this.refusals = refusals;
    this.empty = new ArrayBlockingQueue<>(batches.size(), false, batches);
    this.filled = new ArrayBlockingQueue<>(batches.size() + 1);
    this.thread = new Thread(this::run, Thread.currentThread().getName() + "-decode");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The next batch of at least one image, or null behind the last.
   *
   * @throws IllegalStateException when decoding broke down, which is no fault of an image
   */
  @Nullable PixelBatch next() throws InterruptedException {
    PixelBatch batch = filled.take();
    if (batch != last) {
      return batch;
    }
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    return null;
  }

  /** Gives a batch back to be filled again. */
  void recycle(PixelBatch batch) {
    batch.clear();
    empty.add(batch);
  }

  /** Images that were refused, in the order of the plan; complete once {@link #next} gave null. */
  List<QuarantinedRow> refused() {
    return refused;
  }

  private void run() {
    try {
      PixelBatch batch = empty.take();
      while (source.hasNext()) {
        take(source.next(), batch);
        if (batch.full()) {
          filled.add(batch);
          batch = empty.take();
        }
      }
      if (batch.size() > 0) {
        filled.add(batch);
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      failure = e;
    } finally {
      filled.add(last);
    }
  }

  private void take(Fetched fetched, PixelBatch batch) {
    times.readNanos.addAndGet(fetched.readNanos());
    if (fetched instanceof Fetched.Content content) {
      Source source = new Source(content.sha256(), content.bytes().limit(), content.values());
      decode(content.image(), source, batch, rgb -> pixels.image(content.bytes(), rgb));
    } else if (fetched instanceof Fetched.Clip clip) {
      Source source = new Source(clip.sha256(), clip.image().length(), List.of());
      decode(clip.image(), source, batch, rgb -> pixels.clip(clip.frames(), rgb));
    } else if (fetched instanceof Fetched.Refused why) {
      refuse(why.image(), why.code(), why.detail(), why.image().length());
    }
  }

  /** What was read. */
  private record Source(String sha256, long bytes, List<@Nullable Object> passed) {}

  private void decode(
      LakeImage image, Source source, PixelBatch batch, Function<ByteBuffer, Outcome> decoding) {
    long begun = System.nanoTime();
    Outcome outcome = decoding.apply(batch.next());
    times.decodeNanos.addAndGet(System.nanoTime() - begun);
    if (outcome instanceof Outcome.Decoded decoded) {
      batch.add(
          new PixelBatch.Member(
              image,
              source.sha256(),
              decoded.width(),
              decoded.height(),
              source.bytes(),
              source.passed()));
    } else if (outcome instanceof Outcome.Refused why) {
      refuse(image, why.code(), why.detail(), source.bytes());
    }
  }

  private void refuse(LakeImage image, QuarantineCode code, String detail, long bytes) {
    refused.add(new QuarantinedRow(image.uri(), code, detail, bytes));
    refusals.accept(1);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
