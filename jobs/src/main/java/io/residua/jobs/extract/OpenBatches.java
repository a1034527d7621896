package io.residua.jobs.extract;

import io.residua.backbone.Extent;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings images of one padded shape together: a batch for each shape, handed on when it is full.
 * The batch begun first is handed on before it is full when too many images wait, or when one of
 * them has let too many others pass. Which images share a batch depends on nothing but their order
 * and shapes.
 */
final class OpenBatches {

  /** Images that may pass one that waits, where the rows behind it take little to be held back. */
  static final int MOST_PASSING = 128;

  private final PixelBuffers buffers;
  private final int mostPassing;
  private final Consumer<PixelBatch> full;
  private final Map<Extent, PixelBatch> open = new LinkedHashMap<>();
  private int waiting;

  /**
   * @param mostPassing images that may pass one that waits
   * @param full takes each batch that is handed on
   */
  OpenBatches(PixelBuffers buffers, int mostPassing, Consumer<PixelBatch> full) {
    this.buffers = buffers;
    this.mostPassing = mostPassing;
    this.full = full;
  }

  /** Adds an image, whose number is above that of the image before. */
  void add(PixelBatch.Member member, ByteBuffer rgb) {
    PixelBatch empty = buffers.batch(member.valid());
    Extent shape = new Extent(empty.width(), empty.height());
    PixelBatch batch = open.computeIfAbsent(shape, any -> empty);
    batch.add(member, rgb);
    waiting++;
    if (batch.full()) {
      open.remove(shape);
      handOn(batch);
    }
    while (waiting >= buffers.waiting() || oldestIsOverdue(member.number())) {
      handOnOldest();
    }
  }

  /** Hands on what is left. */
  void finish() {
    while (!open.isEmpty()) {
      handOnOldest();
    }
  }

  private boolean oldestIsOverdue(int number) {
    return !open.isEmpty()
        && number - open.values().iterator().next().member(0).number() >= mostPassing;
  }

  private void handOnOldest() {
    Iterator<PixelBatch> oldest = open.values().iterator();
    PixelBatch batch = oldest.next();
    oldest.remove();
    handOn(batch);
  }

  private void handOn(PixelBatch batch) {
    waiting -= batch.size();
    full.accept(batch);
  }
}
