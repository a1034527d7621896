package io.residua.io.lake;

import io.residua.backbone.ClipSampling;
import io.residua.io.container.PassedColumn;
import java.io.IOException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads planned images ahead of the one who needs them, with a few threads and within a window of
 * bytes, so that a slow store does not starve the cores. Gives them in the order of the plan. For
 * one thread; whoever opened it closes it.
 *
 * <p>Of images in containers one is read at a time, so that a container is gone through in its
 * order; the others go on meanwhile.
 *
 * <p>A file that is gone, or has another length or modification time than planned, is {@link
 * io.residua.io.image.QuarantineCode#CHANGED_SINCE_PLAN}; one the store does not give, after
 * retries with growing waits, is {@link io.residua.io.image.QuarantineCode#READ_FAILED}.
 */
public final class Prefetch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Prefetch.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int MOST_AHEAD = 1_024;
  private static final long CLOSE_SECONDS = 10;

  /** A read that was started, and what it takes of the window. */
  private record Ahead(LakeImage image, Future<Fetched> result, long bytes) {}

  private final ReadAhead settings;
  private final PlannedReader reader;
  private final @Nullable ContainerReader containers;
  private final ReadWindow window;
  private final ExecutorService threads;

  /** One, since images of a container are read cheapest in their order. */
  private final ExecutorService containerThread;

  private final Iterator<LakeImage> plan;
  private final Deque<Ahead> ahead = new ArrayDeque<>();
  private @Nullable LakeImage waiting;
  private long aheadBytes;

  /** Reads that ended, whose image nobody has taken yet. */
  private final AtomicInteger ready = new AtomicInteger();

  private Prefetch(
      PlannedReader reader,
      @Nullable ContainerReader containers,
      List<LakeImage> images,
      ReadAhead settings) {
    this.settings = settings;
    this.reader = reader;
    this.containers = containers;
    this.window = new ReadWindow(settings.windowBytes());
    this.threads = Executors.newFixedThreadPool(settings.threads(), Prefetch::thread);
    this.containerThread = Executors.newSingleThreadExecutor(Prefetch::thread);
    this.plan = images.iterator();
    this.waiting = plan.hasNext() ? plan.next() : null;
    fill();
  }

  /** Starts reading images without anything beside them. */
  public static Prefetch open(Configuration conf, List<LakeImage> images, ReadAhead settings) {
    return open(conf, images, settings, InputForm.NONE, List.of());
  }

  /**
   * Starts reading images.
   *
   * @param form in which containers hold them
   * @param columns passed through, as planned
   */
  public static Prefetch open(
      Configuration conf,
      List<LakeImage> images,
      ReadAhead settings,
      InputForm form,
      List<PassedColumn> columns) {
    return new Prefetch(
        new ImageReader(conf, settings),
        new ContainerReader(conf, settings, form, columns),
        images,
        settings);
  }

  /** Starts reading the clips of videos. */
  public static Prefetch openClips(
      Configuration conf, List<LakeImage> videos, ReadAhead settings, ClipSampling sampling) {
    return new Prefetch(new ClipReader(conf, settings, sampling), null, videos, settings);
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
      Fetched fetched = first.result().get();
      if (first.image().place() != null) {
        window.giveBack(held(fetched));
      }
      ready.decrementAndGet();
      return fetched;
    } catch (ExecutionException e) {
      throw new IllegalStateException("[prefetch] reading: " + e.getCause(), e.getCause());
    } finally {
      aheadBytes -= first.bytes();
      fill();
    }
  }

  /** Images that were read and not taken. Safe to ask from any thread. */
  public int ready() {
    return ready.get();
  }

  /** Bytes of images in containers that were read and not taken. */
  long heldBytes() {
    return window.held();
  }

  /** Stops reading and ends the threads; one that hangs in the store is left to die alone. */
  @Override
  public void close() {
    threads.shutdownNow();
    containerThread.shutdownNow();
    try {
      threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      if (containerThread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        closeContainers();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill() {
    while (waiting != null && ahead.size() < MOST_AHEAD && fits(reader.mostBytes(waiting))) {
      LakeImage image = waiting;
      long bytes = reader.mostBytes(image);
      ahead.add(new Ahead(image, submit(image), bytes));
      aheadBytes += bytes;
      waiting = plan.hasNext() ? plan.next() : null;
    }
  }

  private Future<Fetched> submit(LakeImage image) {
    ContainerReader within = containers;
    return image.place() == null || within == null
        ? threads.submit(() -> counted(reader.read(image)))
        : containerThread.submit(() -> counted(contained(within, image)));
  }

  private Fetched counted(Fetched fetched) {
    ready.incrementAndGet();
    return fetched;
  }

  /**
   * Images of containers are read in the order they are taken in: what the window waits for was
   * read before.
   */
  private Fetched contained(ContainerReader within, LakeImage image) throws InterruptedException {
    window.awaitRoom();
    Fetched fetched = within.read(image);
    window.take(held(fetched));
    return fetched;
  }

  private static long held(Fetched fetched) {
    return fetched instanceof Fetched.Content content ? content.bytes().limit() : 0;
  }

  private void closeContainers() {
    if (containers != null) {
      try {
        containers.close();
      } catch (IOException e) {
        LOG.debug("closing a container that was read", e);
      }
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
