package io.residua.io.features;

import io.residua.io.container.PassedColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows of embeddings in Arrow vectors: {@code uri}, {@code sha256}: Utf8 · {@code width}, {@code
 * height}: Int32 · {@code embedding}: FixedSizeList of float32, one vector of {@code channels} an
 * image; none of these is nullable · columns passed through from the input, all of which are. Not
 * thread-safe. Whoever allocated it closes it.
 */
public final class EmbeddingBatch implements AutoCloseable {

  /** Longest uri a batch must have room for: Linux's and HDFS's paths are shorter. */
  private static final int MOST_URI_BYTES = 8_192;

  private static final int OTHER_BYTES = 64 + 4 * Integer.BYTES;

  private final int channels;
  private final int capacity;
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private final VarCharVector uris;
  private final VarCharVector sha256s;
  private final IntVector widths;
  private final IntVector heights;
  private final FixedSizeListVector embeddings;
  private final Float4Vector values;
  private final PassedVectors passed;
  private int rows;

  private EmbeddingBatch(
      BufferAllocator allocator, int channels, int capacity, List<PassedColumn> columns) {
    this.allocator = allocator;
    this.channels = channels;
    this.capacity = capacity;
    this.root = VectorSchemaRoot.create(schema(channels, columns), allocator);
    this.uris = (VarCharVector) root.getVector("uri");
    this.sha256s = (VarCharVector) root.getVector("sha256");
    this.widths = (IntVector) root.getVector("width");
    this.heights = (IntVector) root.getVector("height");
    this.embeddings = (FixedSizeListVector) root.getVector("embedding");
    this.values = (Float4Vector) embeddings.getDataVector();
    List<FieldVector> all = root.getFieldVectors();
    this.passed = new PassedVectors(columns, all.subList(all.size() - columns.size(), all.size()));
  }

  /**
   * Allocates an empty batch from a child allocator of its own, named {@code embeddings}, whose
   * limit is what the rows can take.
   *
   * @param channels length of an embedding
   * @param capacity most rows
   * @throws org.apache.arrow.memory.OutOfMemoryException beyond the limit of {@code parent}
   */
  public static EmbeddingBatch allocate(BufferAllocator parent, int channels, int capacity) {
    return allocate(parent, channels, capacity, List.of());
  }

  /**
   * Allocates an empty batch with columns passed through from the input.
   *
   * @param channels length of an embedding
   * @param capacity most rows
   * @param columns nullable ones behind the embedding
   * @throws org.apache.arrow.memory.OutOfMemoryException beyond the limit of {@code parent}
   */
  public static EmbeddingBatch allocate(
      BufferAllocator parent, int channels, int capacity, List<PassedColumn> columns) {
    if (channels < 1 || capacity < 1 || (long) channels * capacity > Integer.MAX_VALUE / 8) {
      throw new IllegalArgumentException(
          "[embedding batch] expected rows and channels of at least 1 and fewer than 2^28 values, found %d x %d"
              .formatted(capacity, channels));
    }
    long row = MOST_URI_BYTES + OTHER_BYTES + (long) channels * Float.BYTES;
    // Arrow rounds buffers up to powers of two.
    long limit = 2L * capacity * row + (1 << 20) + passedBytes(capacity, columns);
    EmbeddingBatch batch =
        new EmbeddingBatch(
            parent.newChildAllocator("embeddings", 0, limit),
            channels,
            capacity,
            List.copyOf(columns));
    try {
      batch.reserve();
      return batch;
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
  }

  /** What passed-through columns can take in all: a buffer that grows is there twice meanwhile. */
  public static long passedBytes(int capacity, List<PassedColumn> columns) {
    return 3L * capacity * columns.stream().mapToLong(PassedVectors::mostBytes).sum()
        + ((long) columns.size() << 16);
  }

  private void reserve() {
    for (FieldVector vector : root.getFieldVectors()) {
      vector.setInitialCapacity(capacity);
      vector.allocateNew();
    }
    values.setInitialCapacity(capacity * channels);
    values.allocateNew();
    clear();
  }

  private static Schema schema(int channels, List<PassedColumn> columns) {
    ArrowType utf8 = ArrowType.Utf8.INSTANCE;
    ArrowType int32 = new ArrowType.Int(32, true);
    ArrowType float32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    Field value = new Field("element", FieldType.notNullable(float32), null);
    FieldType list = FieldType.notNullable(new ArrowType.FixedSizeList(channels));
    List<Field> fields = new ArrayList<>();
    fields.addAll(
        List.of(
            new Field("uri", FieldType.notNullable(utf8), null),
            new Field("sha256", FieldType.notNullable(utf8), null),
            new Field("width", FieldType.notNullable(int32), null),
            new Field("height", FieldType.notNullable(int32), null),
            new Field("embedding", list, List.of(value))));
    fields.addAll(PassedVectors.fields(columns));
    return new Schema(fields);
  }

  /** Length of an embedding. */
  public int channels() {
    return channels;
  }

  /** Most rows. */
  public int capacity() {
    return capacity;
  }

  /** Rows appended since allocation or {@link #clear}. */
  public int rows() {
    return rows;
  }

  /**
   * Appends a row.
   *
   * @param sha256 64 lower-case hex digits of the file's SHA-256
   * @param width columns of the whole image, EXIF orientation applied
   * @param height rows of the whole image, EXIF orientation applied
   * @param embedding float32 {@code [channels]}; its position moves behind them
   * @throws IllegalStateException when the batch is full
   */
  public void append(String uri, String sha256, int width, int height, FloatBuffer embedding) {
    append(uri, sha256, width, height, embedding, List.of());
  }

  /**
   * Appends a row with its values of the passed-through columns.
   *
   * @param passed in the order of the columns, each null or of its column's type; empty where the
   *     image has none
   * @throws IllegalStateException when the batch is full
   */
  public void append(
      String uri,
      String sha256,
      int width,
      int height,
      FloatBuffer embedding,
      List<@Nullable Object> passed) {
    if (rows == capacity) {
      throw new IllegalStateException(
          "[embedding batch] expected fewer than %d rows, found it full; write and clear it"
              .formatted(capacity));
    }
    if (embedding.remaining() < channels) {
      throw new IllegalArgumentException(
          "[%s] embedding: expected %d values, found %d"
              .formatted(uri, channels, embedding.remaining()));
    }
    uris.setSafe(rows, uri.getBytes(StandardCharsets.UTF_8));
    sha256s.setSafe(rows, sha256.getBytes(StandardCharsets.US_ASCII));
    widths.set(rows, width);
    heights.set(rows, height);
    this.passed.set(rows, passed);
    embeddings.setNotNull(rows);
    floats(rows).put(embedding.slice().limit(channels));
    embedding.position(embedding.position() + channels);
    rows++;
    root.setRowCount(rows);
  }

  /** The passed-through columns. */
  PassedVectors passed() {
    return passed;
  }

  /** The uri of a row. */
  public String uri(int row) {
    return new String(uris.get(row), StandardCharsets.UTF_8);
  }

  /** The memory of one row's embedding: float32 {@code [channels]}. */
  FloatBuffer floats(int row) {
    ArrowBuf data = values.getDataBuffer();
    long bytes = (long) channels * Float.BYTES;
    ByteBuffer memory = data.nioBuffer(row * bytes, (int) bytes);
    return memory.order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Forgets the rows and keeps the memory. */
  public void clear() {
    rows = 0;
    root.getFieldVectors().forEach(FieldVector::reset);
    // Every value of a row is set at once, so all count as present.
    values.getValidityBuffer().setOne(0, values.getValidityBuffer().capacity());
    root.setRowCount(0);
  }

  /** The vectors: a view that holds until {@link #append}, {@link #clear} or {@link #close}. */
  public VectorSchemaRoot root() {
    return root;
  }

  /**
   * Frees the memory. Idempotent.
   *
   * @throws IllegalStateException when some of it leaked
   */
  @Override
  public void close() {
    root.close();
    allocator.close();
  }
}
