package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * One oneDNN primitive with its descriptor. It keeps no state between runs, so any number of
 * threads may run it at once, each with arguments and a scratchpad of its own.
 */
final class Kernel implements AutoCloseable {
  private final dnnl_primitive_desc descriptor;
  private final dnnl_primitive primitive = new dnnl_primitive();
  private boolean closed;

  /** Compiles {@code descriptor}, which belongs to the kernel from here on. */
  Kernel(dnnl_primitive_desc descriptor) {
    this.descriptor = descriptor;
    int status = dnnl_primitive_create(primitive, descriptor);
    if (status != 0) {
      dnnl_primitive_desc_destroy(descriptor);
    }
    Dnnl.check(status, "create a primitive");
  }

  /** Layout of the source; a view of the kernel's. */
  dnnl_memory_desc source() {
    return dnnl_primitive_desc_query_md(descriptor, dnnl_query_src_md, 0);
  }

  /** Layout the weights are to be packed in; a view of the kernel's. */
  dnnl_memory_desc weights() {
    return dnnl_primitive_desc_query_md(descriptor, dnnl_query_weights_md, 0);
  }

  /** Layout of the bias; a view of the kernel's. */
  dnnl_memory_desc bias() {
    return dnnl_primitive_desc_query_md(descriptor, dnnl_query_weights_md, 1);
  }

  /** Layout of the target; a view of the kernel's. */
  dnnl_memory_desc target() {
    return dnnl_primitive_desc_query_md(descriptor, dnnl_query_dst_md, 0);
  }

  /** Layout of the scratchpad; a view of the kernel's. */
  dnnl_memory_desc scratchpad() {
    return dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0);
  }

  /** Bytes of scratchpad a run needs, maybe none. */
  long scratchpadBytes() {
    return dnnl_memory_desc_get_size(scratchpad());
  }

  /** Runs it on the calling thread. */
  void run(dnnl_stream stream, int count, dnnl_exec_arg_t arguments) {
    Dnnl.check(dnnl_primitive_execute(primitive, stream, count, arguments), "execute a primitive");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      dnnl_primitive_destroy(primitive);
      dnnl_primitive_desc_destroy(descriptor);
    }
  }
}
