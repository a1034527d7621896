package io.residua.io.features;

import java.nio.FloatBuffer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Rows of embeddings in Arrow vectors: {@code uri}, {@code sha256}: Utf8 · {@code width}, {@code
 * height}: Int32 · {@code embedding}: FixedSizeList of float32, one vector of {@code channels} an
 * image; no column is nullable. Not thread-safe. Whoever allocated it closes it.
 */
public final class EmbeddingBatch implements AutoCloseable {

  private EmbeddingBatch() {}

  /**
   * Allocates an empty batch from a child allocator of its own, named {@code embeddings}.
   *
   * @param channels length of an embedding
   * @param capacity most rows
   * @throws org.apache.arrow.memory.OutOfMemoryException beyond the limit of {@code parent}
   */
  public static EmbeddingBatch allocate(BufferAllocator parent, int channels, int capacity) {
    throw new UnsupportedOperationException();
  }

  /** Length of an embedding. */
  public int channels() {
    throw new UnsupportedOperationException();
  }

  /** Most rows. */
  public int capacity() {
    throw new UnsupportedOperationException();
  }

  /** Rows appended since allocation or {@link #clear}. */
  public int rows() {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /** Forgets the rows and keeps the memory. */
  public void clear() {
    throw new UnsupportedOperationException();
  }

  /** The vectors: a view that holds until {@link #append}, {@link #clear} or {@link #close}. */
  public VectorSchemaRoot root() {
    throw new UnsupportedOperationException();
  }

  /**
   * Frees the memory. Idempotent.
   *
   * @throws IllegalStateException when some of it leaked
   */
  @Override
  public void close() {}
}
