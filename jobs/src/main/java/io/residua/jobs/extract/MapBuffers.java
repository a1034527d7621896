package io.residua.jobs.extract;

import io.residua.backbone.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * Memory for stage maps between a forward pass and their files, used again and again: one map a
 * stage while rows come in order, more only of rows that wait for others. Not thread-safe.
 */
final class MapBuffers {

  private final Map<Stage, Deque<FloatBuffer>> empty = new EnumMap<>(Stage.class);

  /** Room for {@code values} values; {@link #giveBack} it. */
  FloatBuffer take(Stage stage, long values) {
    FloatBuffer used = of(stage).poll();
    return used != null && used.capacity() >= values
        ? used.clear().limit(Math.toIntExact(values))
        : allocate(values);
  }

  private static FloatBuffer allocate(long values) {
    return ByteBuffer.allocateDirect(Math.toIntExact(values * Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  void giveBack(Stage stage, FloatBuffer buffer) {
    of(stage).add(buffer);
  }

  private Deque<FloatBuffer> of(Stage stage) {
    return empty.computeIfAbsent(stage, none -> new ArrayDeque<>());
  }
}
