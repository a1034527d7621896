package io.residua.io.lake;

import io.residua.backbone.ClipSampling;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads planned images ahead of the one who needs them, with a few threads and within a window of
 * bytes, so that a slow store does not starve the cores. Gives them in the order of the plan. For
 * one thread; whoever opened it closes it.
 *
 * <p>A file that is gone, or has another length or modification time than planned, is {@link
 * io.residua.io.image.QuarantineCode#CHANGED_SINCE_PLAN}; one the store does not give, after
 * retries with growing waits, is {@link io.residua.io.image.QuarantineCode#READ_FAILED}.
 */
public final class Prefetch implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int MOST_AHEAD = 1_024;
  private static final long CLOSE_SECONDS = 10;

  /** A read that was started, and what it takes of the window. */
  private record Ahead(Future<Fetched> result, long bytes) {}

  private final ReadAhead settings;
  private final PlannedReader reader;
  private final ExecutorService threads;
  private final Iterator<LakeImage> plan;
  private final Deque<Ahead> ahead = new ArrayDeque<>();
  private @Nullable LakeImage waiting;
  private long aheadBytes;

  private Prefetch(PlannedReader reader, List<LakeImage> images, ReadAhead settings) {
    this.settings = settings;
    this.reader = reader;
    this.threads = Executors.newFixedThreadPool(settings.threads(), Prefetch::thread);
    this.plan = images.iterator();
    this.waiting = plan.hasNext() ? plan.next() : null;
    fill();
  }

  /** Starts reading images. */
  public static Prefetch open(Configuration conf, List<LakeImage> images, ReadAhead settings) {
    return new Prefetch(new ImageReader(conf, settings), images, settings);
  }

  /** Starts reading the clips of videos. */
  public static Prefetch openClips(
      Configuration conf, List<LakeImage> videos, ReadAhead settings, ClipSampling sampling) {
    return new Prefetch(new ClipReader(conf, settings, sampling), videos, settings);
  }

  /** Whether {@link #next} has an image. */
  public boolean hasNext() {
    return !ahead.isEmpty();
  }

  /**
   * The next image of the plan, waiting for it where it must.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws NoSuchElementException when there is none
   */
  public Fetched next() throws InterruptedException {
    Ahead first = ahead.remove();
    try {
      return first.result().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("[prefetch] reading: " + e.getCause(), e.getCause());
    } finally {
      aheadBytes -= first.bytes();
      fill();
    }
  }

  /** Stops reading and ends the threads; one that hangs in the store is left to die alone. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill() {
    while (waiting != null && ahead.size() < MOST_AHEAD && fits(reader.mostBytes(waiting))) {
      LakeImage image = waiting;
      long bytes = reader.mostBytes(image);
      ahead.add(new Ahead(threads.submit(() -> reader.read(image)), bytes));
      aheadBytes += bytes;
      waiting = plan.hasNext() ? plan.next() : null;
    }
  }

  private boolean fits(long bytes) {
    return ahead.isEmpty() || aheadBytes + bytes <= settings.windowBytes();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "residua-prefetch-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
