package io.residua.io.features;

import io.residua.backbone.FeatureShape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Rows of a stage maps file that are written at once: their values in Arrow's memory, one map
 * behind the other, little-endian, the rest as objects. Not thread-safe. Whoever allocated it
 * closes it.
 */
final class MapBatch implements AutoCloseable {

  /** Most bytes of maps, unless a single map has more. */
  static final long MOST_BYTES = 16L << 20;

  /** Most rows, however small their maps: a shard of the default size at most. */
  static final int MOST_ROWS = 1_024;

  /** Longest uri the other columns must have room for: Linux's and HDFS's paths are shorter. */
  private static final int MOST_URI_BYTES = 8_192;

  private static final int OTHER_BYTES = 128;

  private final BufferAllocator allocator;
  private final MapLayout layout;
  private final MapsDtype dtype;
  private final List<MapRow> rows = new ArrayList<>();
  private final List<FeatureShape> shapes = new ArrayList<>();
  private ArrowBuf values;
  private long bytes;

  private MapBatch(BufferAllocator allocator, MapLayout layout, MapsDtype dtype) {
    this.allocator = allocator;
    this.layout = layout;
    this.dtype = dtype;
    this.values = allocator.getEmpty();
  }

  /** An empty batch, which takes memory with its first row. */
  static MapBatch allocate(BufferAllocator parent, MapLayout layout, MapsDtype dtype) {
    FeatureShape fixed = layout.fixed();
    long map = (fixed == null ? MapLayout.MOST_VALUES : fixed.size()) * dtype.bytes();
    // Arrow rounds small buffers up to powers of two.
    long limit = Math.max(MOST_BYTES, map) + 2L * MOST_ROWS * (MOST_URI_BYTES + OTHER_BYTES);
    String name = "maps " + layout.stage().label();
    return new MapBatch(parent.newChildAllocator(name, 0, limit), layout, dtype);
  }

  MapLayout layout() {
    return layout;
  }

  MapsDtype dtype() {
    return dtype;
  }

  /** Where buffers of the other columns come from. */
  BufferAllocator allocator() {
    return allocator;
  }

  /** A view of the rows. */
  List<MapRow> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** A view of the shapes of the rows' maps. */
  List<FeatureShape> shapes() {
    return Collections.unmodifiableList(shapes);
  }

  /** Bytes of a map of this shape. */
  long bytes(FeatureShape shape) {
    return shape.size() * dtype.bytes();
  }

  /** The maps: a view that holds until {@link #append}, {@link #clear} or {@link #close}. */
  ArrowBuf values() {
    return values.slice(0, bytes).writerIndex(bytes);
  }

  /** Refuses a row that does not belong here; nothing moves. */
  void require(MapRow row, FeatureShape shape, FloatBuffer from) {
    layout.require(row.uri(), shape);
    if (from.remaining() < shape.size()) {
      throw new IllegalArgumentException(
          "[%s] %s: expected %d values, found %d"
              .formatted(row.uri(), layout.stage().label(), shape.size(), from.remaining()));
    }
    if (!dtype.holds(map(from, shape))) {
      throw new IllegalArgumentException(
          "[%s] %s: expected values that are finite in %s, found others; quarantine the image, or store f32"
              .formatted(row.uri(), layout.stage().label(), dtype.label()));
    }
  }

  /** Whether a map of this shape can be appended; to an empty batch any can. */
  boolean hasRoomFor(FeatureShape shape) {
    return rows.isEmpty() || (rows.size() < MOST_ROWS && bytes + bytes(shape) <= MOST_BYTES);
  }

  /**
   * Appends a row that there is room for.
   *
   * @param from float32; its position moves behind the map
   */
  void append(MapRow row, FeatureShape shape, FloatBuffer from) {
    long map = bytes(shape);
    reserve(bytes + map);
    dtype.store(map(from, shape), values.nioBuffer(bytes, Math.toIntExact(map)));
    from.position(from.position() + Math.toIntExact(shape.size()));
    bytes += map;
    rows.add(row);
    shapes.add(shape);
  }

  private static FloatBuffer map(FloatBuffer from, FeatureShape shape) {
    return from.slice(from.position(), Math.toIntExact(shape.size()));
  }

  /** Only an empty batch ever grows, so there is nothing to copy. */
  private void reserve(long needed) {
    if (values.capacity() < needed) {
      values.close();
      values = allocator.getEmpty();
      values = allocator.buffer(Math.max(needed, MOST_BYTES));
    }
  }

  /** Forgets the rows and keeps the memory. */
  void clear() {
    rows.clear();
    shapes.clear();
    bytes = 0;
  }

  /** Frees the memory. Idempotent. */
  @Override
  public void close() {
    clear();
    values.close();
    values = allocator.getEmpty();
    allocator.close();
  }
}
