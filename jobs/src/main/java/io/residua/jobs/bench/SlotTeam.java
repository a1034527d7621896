package io.residua.jobs.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Slots that work at once, a thread each. Whoever made it closes it, before their backbone. */
final class SlotTeam implements AutoCloseable {

  private final List<SlotWork> slots;
  private final ExecutorService threads;

  /**
   * @param count slots, at least 1
   */
  SlotTeam(int count, Supplier<SlotWork> slot) {
    this.slots = Stream.generate(slot).limit(count).toList();
    this.threads = Executors.newFixedThreadPool(count);
  }

  /** Images of a pass of all of them. */
  int passImages() {
    return slots.stream().mapToInt(SlotWork::passImages).sum();
  }

  /** Seconds that {@code passes} passes of each slot take. */
  double seconds(int passes) throws InterruptedException {
    long begun = System.nanoTime();
    all(
        slot -> {
          slot.run(passes);
          return passes;
        });
    return (System.nanoTime() - begun) / 1e9;
  }

  /** The embeddings of the same images by each slot, computed at once. */
  List<List<float[]>> embeddings() throws InterruptedException {
    return all(SlotWork::embeddings);
  }

  private interface Task<T> {
    T of(SlotWork slot);
  }

  private <T> List<T> all(Task<T> task) throws InterruptedException {
    List<Callable<T>> tasks =
        slots.stream().map(slot -> (Callable<T>) () -> task.of(slot)).toList();
    List<Future<T>> done = threads.invokeAll(tasks);
    return done.stream().map(SlotTeam::result).toList();
  }

  private static <T> T result(Future<T> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    slots.forEach(SlotWork::close);
  }
}
