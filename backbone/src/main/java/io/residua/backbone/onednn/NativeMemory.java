package io.residua.backbone.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A block of native memory, aligned to a cache line (which is also a 512-bit register). Its owner
 * closes it; pointers and buffers made from it are views that die with it.
 */
final class NativeMemory implements AutoCloseable {
  private static final int ALIGNMENT_BYTES = 64;
  private static final AtomicLong HELD_BYTES = new AtomicLong();

  private final Pointer allocation;
  private final BytePointer start;
  private final long bytes;
  private boolean closed;

  /**
   * Allocates {@code bytes} of undefined content.
   *
   * @throws OutOfMemoryError when there is no such block
   */
  NativeMemory(long bytes) {
    this.bytes = bytes;
    allocation = Pointer.malloc(bytes + ALIGNMENT_BYTES);
    if (allocation == null || allocation.isNull()) {
      throw new OutOfMemoryError(
          "[onednn] expected %d MiB of native memory, found less; lower --batch-size or the task slots"
              .formatted(bytes >> 20));
    }
    HELD_BYTES.addAndGet(bytes);
    start = new BytePointer(allocation).getPointer(-allocation.address() & (ALIGNMENT_BYTES - 1));
  }

  /** Bytes of all blocks of this JVM that are not closed. */
  static long heldBytes() {
    return HELD_BYTES.get();
  }

  /** Size in bytes. */
  long bytes() {
    return bytes;
  }

  /** A pointer to the byte at {@code offset}. */
  BytePointer at(long offset) {
    return start.getPointer(offset);
  }

  /** A view of {@code length} bytes from {@code offset} on, in the machine's byte order. */
  ByteBuffer view(long offset, long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "[onednn] tensor: expected less than 2 GiB an image, found %d bytes; give smaller images"
              .formatted(length));
    }
    return at(offset).capacity(length).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** Sets {@code length} bytes from {@code offset} on to zero. */
  void zero(long offset, long length) {
    Pointer.memset(at(offset), 0, length);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      HELD_BYTES.addAndGet(-bytes);
      Pointer.free(allocation);
    }
  }
}
