package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_get_memory_desc;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.Pointer;

/** A tensor's layout bound to memory that belongs to somebody else. */
final class Bound implements AutoCloseable {
  private final dnnl_memory memory = new dnnl_memory();

  /** Binds; the layout is copied, the memory is not. */
  Bound(dnnl_engine engine, dnnl_memory_desc layout, Pointer start) {
    Dnnl.check(dnnl_memory_create(memory, layout, engine, start), "bind a tensor");
  }

  /** The argument of a call. */
  dnnl_memory memory() {
    return memory;
  }

  /** The layout; a view of the binding's. */
  dnnl_memory_desc layout() {
    dnnl_memory_desc layout = new dnnl_memory_desc();
    Dnnl.check(dnnl_memory_get_memory_desc(memory, layout), "ask for a layout");
    return layout;
  }

  @Override
  public void close() {
    dnnl_memory_destroy(memory);
  }
}
