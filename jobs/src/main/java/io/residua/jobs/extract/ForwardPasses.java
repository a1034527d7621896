package io.residua.jobs.extract;

import io.residua.backbone.PixelNormalization;
import io.residua.backbone.PooledStage;
import io.residua.backbone.Slot;
import io.residua.backbone.Stage;
import io.residua.backbone.StageMaps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Runs batches of pixels through the network and puts its results in the order of the plan. */
final class ForwardPasses {

  private final Slot slot;
  private final FeatureRecipe recipe;
  private final PixelNormalization normalization;
  private final PooledStage embedding;
  private final MapBuffers buffers;
  private final FloatBuffer pooled;
  private final InOrder<ExtractedRow> ordered = new InOrder<>();

  /**
   * @param buffers that the maps of rows are taken from
   */
  ForwardPasses(Slot slot, FeatureRecipe recipe, MapBuffers buffers) {
    this.slot = slot;
    this.recipe = recipe;
    this.normalization = recipe.pixels().normalization();
    this.embedding = recipe.embedding();
    this.buffers = buffers;
    this.pooled =
        ByteBuffer.allocateDirect(slot.batchSize() * recipe.channels() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /** Takes the rows that have nothing before them any more, one by one. */
  interface Rows {
    void take(ExtractedRow row) throws IOException;
  }

  /** Runs one batch; each row is taken before the next one is made, where the order allows. */
  void run(PixelBatch batch, StageTimes times, Rows rows) throws IOException {
    long begun = System.nanoTime();
    StageMaps maps = forward(batch);
    embedding.copy(maps, pooled.clear());
    times.inferNanos.addAndGet(System.nanoTime() - begun);
    for (int i = 0; i < batch.size(); i++) {
      PixelBatch.Member member = batch.member(i);
      for (ExtractedRow row : ordered.put(member.number(), row(member, maps, i, times))) {
        rows.take(row);
      }
    }
  }

  private StageMaps forward(PixelBatch batch) {
    slot.begin(recipe.frames(), batch.height(), batch.width());
    for (int i = 0; i < batch.size(); i++) {
      slot.setPixels(i, batch.pixels(i), batch.member(i).valid(), normalization);
    }
    return slot.forward(batch.size(), recipe.stages());
  }

  private ExtractedRow row(PixelBatch.Member member, StageMaps pass, int index, StageTimes times) {
    long begun = System.nanoTime();
    FloatBuffer vector = FloatBuffer.allocate(recipe.channels());
    vector.put(pooled.slice(index * recipe.channels(), recipe.channels())).flip();
    List<ExtractedRow.StageMap> maps = new ArrayList<>();
    for (Stage stage : recipe.maps().stages()) {
      FloatBuffer values = buffers.take(stage, pass.shape(stage).size());
      pass.copyMap(stage, index, values);
      maps.add(new ExtractedRow.StageMap(stage, pass.shape(stage), values.flip()));
    }
    times.inferNanos.addAndGet(System.nanoTime() - begun);
    return new ExtractedRow(member, vector, maps);
  }
}
