package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_in_order;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_stream;

/** oneDNN's queue of one task slot: in order, on the calling thread. */
final class Stream implements AutoCloseable {
  private final dnnl_stream stream = new dnnl_stream();

  Stream(dnnl_engine engine) {
    Dnnl.check(dnnl_stream_create(stream, engine, dnnl_stream_in_order), "create a stream");
  }

  /** Runs a kernel behind those before it. */
  void run(Kernel kernel, int count, dnnl_exec_arg_t arguments) {
    kernel.run(stream, count, arguments);
  }

  /** Waits until every kernel has run. */
  void await() {
    Dnnl.check(dnnl_stream_wait(stream), "wait for a stream");
  }

  @Override
  public void close() {
    dnnl_stream_destroy(stream);
  }
}
