package io.residua.backbone.onednn;

import io.residua.backbone.ActivationObserver;
import io.residua.backbone.Extent;
import io.residua.backbone.PixelNormalization;
import io.residua.backbone.Precision;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stream, an input and activations of its own; plans and weights are the backbone's. */
final class OnednnSlot implements Slot {
  private final OnednnBackbone backbone;
  private final int batchSize;
  private final ChannelsFirst turning;
  private final Stream stream;
  private @Nullable Plan plan;
  private @Nullable InputBatch input;
  private @Nullable Pass pass;
  private long generation;
  private boolean closed;

  OnednnSlot(OnednnBackbone backbone, int batchSize) {
    this.backbone = backbone;
    this.batchSize = batchSize;
    this.turning = new ChannelsFirst();
    this.stream = new Stream(backbone.engine());
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public void begin(int frames, int height, int width) {
    if (closed) {
      throw new IllegalStateException("[slot] expected an open slot, found a closed one");
    }
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "[batch] expected images of at least 1 x 1 pixels, found %d x %d"
              .formatted(height, width));
    }
    backbone.spec().requireFrames(frames);
    generation++;
    Plan.Shape shape = new Plan.Shape(batchSize(height, width), frames, height, width);
    if (plan == null || input == null || !plan.shape().equals(shape)) {
      release();
      plan = backbone.plans().acquire(shape);
      input = new InputBatch(shape, backbone.input());
    }
    input().clear();
  }

  @Override
  public void setPixels(int index, ByteBuffer rgb, Extent valid, PixelNormalization normalization) {
    input().setPixels(index, rgb, valid, normalization);
  }

  @Override
  public void setValues(int index, FloatBuffer values) {
    input().setValues(index, values);
  }

  @Override
  public StageMaps forward(int images, Set<Stage> wanted) {
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("[forward] expected at least one stage, found none");
    }
    Pass bound = filled(images, wanted);
    bound.run(stream);
    long current = ++generation;
    return new OnednnMaps(bound, images, wanted, turning, () -> generation == current && !closed);
  }

  @Override
  public void observe(int images, ActivationObserver observer) {
    if (backbone.precision() != Precision.F32) {
      Slot.super.observe(images, observer);
    }
    generation++;
    filled(images, Set.of(backbone.deepest())).observe(stream, images, observer);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release();
      stream.close();
      backbone.slotClosed();
    }
  }

  /** The pass over a batch of so many images, the rest zeros. */
  private Pass filled(int images, Set<Stage> wanted) {
    InputBatch batch = input();
    int most = Objects.requireNonNull(plan).shape().images();
    if (images < 1 || images > most) {
      throw new IllegalArgumentException(
          "[forward] images: expected 1 to %d, found %d".formatted(most, images));
    }
    batch.zeroFrom(images);
    return bind(batch.memory(), wanted);
  }

  private Pass bind(NativeMemory batch, Set<Stage> wanted) {
    Plan bound = Objects.requireNonNull(plan);
    if (pass == null || !pass.serves(bound, batch, wanted)) {
      if (pass != null) {
        pass.close();
        pass = null;
      }
      pass = new Pass(backbone.engine(), bound, batch, wanted);
    }
    return pass;
  }

  private InputBatch input() {
    if (input == null) {
      throw new IllegalStateException("[slot] expected a batch, found none; call begin first");
    }
    return input;
  }

  private void release() {
    if (pass != null) {
      pass.close();
      pass = null;
    }
    if (input != null) {
      input.close();
      input = null;
    }
    if (plan != null) {
      backbone.plans().release(plan);
      plan = null;
    }
  }
}
