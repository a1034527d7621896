package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Constant values in the layout a kernel asks for: packed once, then only read, by any thread. */
final class PackedTensor implements AutoCloseable {
  private final NativeMemory memory;
  private final Bound bound;

  private PackedTensor(dnnl_engine engine, dnnl_memory_desc layout) {
    memory = new NativeMemory(dnnl_memory_desc_get_size(layout));
    try {
      bound = new Bound(engine, layout, memory.at(0));
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /**
   * Packs values; whoever asked closes the tensor.
   *
   * @param values float32, dense, of {@code extents} in {@code tag}'s order
   * @param layout the kernel's; copied
   */
  static PackedTensor pack(
      Kernels kernels, FloatBuffer values, int tag, long[] extents, dnnl_memory_desc layout) {
    PackedTensor packed = new PackedTensor(kernels.engine(), layout);
    try {
      return Dnnl.withDescriptor(
          dnnl_f32,
          tag,
          extents,
          dense -> {
            packed.fill(kernels, values, dense);
            return packed;
          });
    } catch (RuntimeException | Error e) {
      packed.close();
      throw e;
    }
  }

  private void fill(Kernels kernels, FloatBuffer values, dnnl_memory_desc dense) {
    long bytes = (long) values.remaining() * Float.BYTES;
    try (Kernel reorder = kernels.reorder(dense, bound.layout());
        NativeMemory staging = new NativeMemory(bytes);
        NativeMemory scratch = new NativeMemory(reorder.scratchpadBytes());
        Bound source = new Bound(kernels.engine(), dense, staging.at(0));
        Bound scratchpad = new Bound(kernels.engine(), reorder.scratchpad(), scratch.at(0));
        Call call =
            new Call(reorder)
                .with(DNNL_ARG_SRC, source.memory())
                .with(DNNL_ARG_DST, bound.memory())
                .with(DNNL_ARG_SCRATCHPAD, scratchpad.memory());
        Stream stream = new Stream(kernels.engine())) {
      staging.view(0, bytes).asFloatBuffer().put(values);
      call.run(stream);
      stream.await();
    }
  }

  /** Whether it is packed in {@code wanted}. */
  boolean fits(dnnl_memory_desc wanted) {
    return dnnl_memory_desc_equal(bound.layout(), wanted) == 1;
  }

  /** The argument of a call. */
  dnnl_memory memory() {
    return bound.memory();
  }

  /** Native bytes held. */
  long bytes() {
    return memory.bytes();
  }

  @Override
  public void close() {
    bound.close();
    memory.close();
  }
}
