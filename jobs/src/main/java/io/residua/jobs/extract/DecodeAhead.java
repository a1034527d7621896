package io.residua.jobs.extract;

import io.residua.backbone.Extent;
import io.residua.io.features.QuarantinedRow;
import io.residua.io.image.Outcome;
import io.residua.io.image.QuarantineCode;
import io.residua.io.lake.Fetched;
import io.residua.io.lake.LakeImage;
import io.residua.io.lake.Prefetch;
import io.residua.jobs.metrics.TaskWatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a shard's images on a thread of its own, ahead of the network. Images of one padded shape
 * come together; where all are of one shape they come in the order of the plan. An image that
 * cannot be decoded leaves no gap in their numbers.
 */
final class DecodeAhead implements AutoCloseable {

  private final Prefetch source;
  private final PixelSource pixels;
  private final StageTimes times;
  private final TaskWatch watch;
  private final PixelBuffers buffers;
  private final BlockingQueue<PixelBatch> filled;
  private final OpenBatches open;
  private final List<QuarantinedRow> refused = new ArrayList<>();
  private final PixelBatch last = new PixelBatch(new Extent(1, 1), 0);
  private final Thread thread;
  private int decodedImages;
  private volatile @Nullable Throwable failure;

  /**
   * Starts decoding.
   *
   * @param pixels how they are decoded
   * @param buffers what they are decoded into
   * @param mostPassing images of other shapes that may pass one that waits for its like
   * @param watch is told what is read, refused and waiting
   */
  DecodeAhead(
      Prefetch source,
      PixelSource pixels,
      PixelBuffers buffers,
      int mostPassing,
      StageTimes times,
      TaskWatch watch) {
    this.source = source;
    this.pixels = pixels;
    this.times = times;
    this.watch = watch;
    this.buffers = buffers;
    this.filled = new ArrayBlockingQueue<>(buffers.count() + 1);
    this.open = new OpenBatches(buffers, mostPassing, filled::add);
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
    watch.ahead(source.ready(), batchesAhead());
    if (batch != last) {
      return batch;
    }
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
    return null;
  }

  /** Gives back the memory of a batch, which holds nothing any more. */
  void recycle(PixelBatch batch) {
    buffers.giveBack(batch);
  }

  /** Images that were refused, in the order of the plan; complete once {@link #next} gave null. */
  List<QuarantinedRow> refused() {
    return refused;
  }

  private void run() {
    try {
      while (source.hasNext()) {
        take(source.next());
        watch.ahead(source.ready(), batchesAhead());
      }
      open.finish();
    } catch (InterruptedException | RuntimeException | Error e) {
      failure = e;
    } finally {
      filled.add(last);
    }
  }

  private void take(Fetched fetched) throws InterruptedException {
    times.readNanos.addAndGet(fetched.readNanos());
    if (fetched instanceof Fetched.Content content) {
      Source source = new Source(content.sha256(), content.bytes().limit(), content.values());
      decode(content.image(), source, rgb -> pixels.image(content.bytes(), rgb));
    } else if (fetched instanceof Fetched.Clip clip) {
      Source source = new Source(clip.sha256(), clip.image().length(), List.of());
      decode(clip.image(), source, rgb -> pixels.clip(clip.frames(), rgb));
    } else if (fetched instanceof Fetched.Refused why) {
      refuse(why.image(), why.code(), why.detail(), why.image().length());
    }
  }

  /** The mark behind the last batch is none. */
  private int batchesAhead() {
    return filled.contains(last) ? filled.size() - 1 : filled.size();
  }

  /** What was read. */
  private record Source(String sha256, long bytes, List<@Nullable Object> passed) {}

  private void decode(LakeImage image, Source source, Function<ByteBuffer, Outcome> decoding)
      throws InterruptedException {
    ByteBuffer rgb = buffers.take();
    long begun = System.nanoTime();
    Outcome outcome = decoding.apply(rgb);
    times.decodeNanos.addAndGet(System.nanoTime() - begun);
    watch.bytesRead(source.bytes());
    if (outcome instanceof Outcome.Decoded decoded) {
      open.add(member(image, source, decoded), rgb);
    } else if (outcome instanceof Outcome.Refused why) {
      buffers.giveBack(rgb);
      refuse(image, why.code(), why.detail(), source.bytes());
    }
  }

  private PixelBatch.Member member(LakeImage image, Source source, Outcome.Decoded decoded) {
    int width = decoded.width();
    int height = decoded.height();
    return new PixelBatch.Member(
        image,
        decodedImages++,
        source.sha256(),
        width,
        height,
        buffers.resized(width, height),
        decoded.seen(),
        source.bytes(),
        source.passed());
  }

  private void refuse(LakeImage image, QuarantineCode code, String detail, long bytes) {
    refused.add(new QuarantinedRow(image.uri(), code, detail, bytes));
    watch.images(1);
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
