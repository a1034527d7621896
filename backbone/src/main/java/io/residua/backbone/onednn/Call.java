package io.residua.backbone.onednn;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.jspecify.annotations.Nullable;

/** A kernel and its arguments, ready to run any number of times. */
final class Call implements AutoCloseable {
  private static final int MOST_ARGUMENTS = 8;

  private final Kernel kernel;
  private final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(MOST_ARGUMENTS);
  private final @Nullable Gaps gaps;
  private int count;

  Call(Kernel kernel) {
    this(kernel, null);
  }

  /**
   * A call.
   *
   * @param gaps what is zeroed before the kernel runs; null for nothing
   */
  Call(Kernel kernel, @Nullable Gaps gaps) {
    this.kernel = kernel;
    this.gaps = gaps;
  }

  /** Adds an argument, {@code DNNL_ARG_…}; the memory stays the caller's. */
  Call with(int argument, dnnl_memory memory) {
    arguments.getPointer(count++).arg(argument).memory(memory);
    return this;
  }

  /** Runs the kernel behind those before it. */
  void run(Stream stream) {
    if (gaps != null) {
      gaps.clear();
    }
    stream.run(kernel, count, arguments);
  }

  @Override
  public void close() {
    arguments.close();
  }
}
