package io.residua.backbone.dl4j;

import io.residua.backbone.BatchShape;
import io.residua.backbone.Extent;
import io.residua.backbone.PixelNormalization;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An input and activations of its own; weights are the backbone's. */
final class Dl4jSlot implements Slot {
  private final Dl4jBackbone backbone;
  private final int batchSize;
  private @Nullable InputBatch input;
  private @Nullable Program program;
  private long generation;
  private boolean closed;

  Dl4jSlot(Dl4jBackbone backbone, int batchSize) {
    this.backbone = backbone;
    this.batchSize = batchSize;
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
    BatchShape shape = new BatchShape(batchSize(height, width), frames, new Extent(width, height));
    if (input == null || !input.shape().equals(shape)) {
      release();
      input = new InputBatch(shape, backbone.spec().temporal());
    }
    input.clear();
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
    InputBatch batch = input();
    int most = batch.shape().images();
    if (images < 1 || images > most) {
      throw new IllegalArgumentException(
          "[forward] images: expected 1 to %d, found %d".formatted(most, images));
    }
    check(wanted);
    Program bound = program(batch, wanted);
    bound.run();
    long current = ++generation;
    return new Dl4jMaps(bound.maps(), images, () -> generation == current && !closed);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release();
      backbone.slotClosed();
    }
  }

  private void check(Set<Stage> wanted) {
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("[forward] expected at least one stage, found none");
    }
    Stage last = Collections.max(wanted);
    if (last.compareTo(backbone.deepest()) > 0) {
      throw new IllegalArgumentException(
          "[forward] %s: expected a stage the weights reach, which is %s at most"
              .formatted(last.label(), backbone.deepest().label()));
    }
  }

  private Program program(InputBatch batch, Set<Stage> wanted) {
    if (program == null || !program.wanted().equals(wanted)) {
      closeProgram();
      program =
          ProgramBuilder.build(backbone.spec(), backbone.parameters(), batch.tensor(), wanted);
    }
    return program;
  }

  private InputBatch input() {
    if (input == null) {
      throw new IllegalStateException("[slot] expected a batch, found none; call begin first");
    }
    return input;
  }

  private void release() {
    closeProgram();
    if (input != null) {
      input.close();
      input = null;
    }
  }

  private void closeProgram() {
    if (program != null) {
      program.close();
      program = null;
    }
  }
}
