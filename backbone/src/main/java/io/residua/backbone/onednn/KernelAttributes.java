package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_data_type_undef;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scales_mask;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/**
 * How a kernel differs from the plain one: the caller's scratchpad always, scales of quantized
 * tensors, and what is fused behind. Lives while the kernel is described.
 */
final class KernelAttributes implements AutoCloseable {
  private static final int ONE_FOR_ALL = 0;

  /** Scales of weights differ by output channel, their first axis. */
  private static final int BY_OUTPUT_CHANNEL = 1;

  private final dnnl_primitive_attr attributes = new dnnl_primitive_attr();

  KernelAttributes() {
    Dnnl.check(dnnl_primitive_attr_create(attributes), "create attributes");
    int status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (status != 0) {
      close();
    }
    Dnnl.check(status, "use the caller's scratchpad");
  }

  /** oneDNN's; a view of these. */
  dnnl_primitive_attr handle() {
    return attributes;
  }

  /** Says that the step of a quantized activation is given to each run. */
  void scale(Activation activation, int argument) {
    if (activation.encoding().quantized()) {
      scale(argument, ONE_FOR_ALL);
    }
  }

  /** Says that the steps of weights that go with a quantized source are given to each run. */
  void scaleWeights(Activation source) {
    if (source.encoding().quantized()) {
      scale(DNNL_ARG_WEIGHTS, BY_OUTPUT_CHANNEL);
    }
  }

  /** Adds the shortcut that the target holds, then a ReLU, where they are asked for. */
  void fuse(Kernels.Fused fused) {
    dnnl_post_ops operations = new dnnl_post_ops();
    Dnnl.check(dnnl_post_ops_create(operations), "fuse");
    try {
      append(operations, fused);
      Dnnl.check(dnnl_primitive_attr_set_post_ops(attributes, operations), "fuse");
    } finally {
      dnnl_post_ops_destroy(operations);
    }
  }

  @Override
  public void close() {
    dnnl_primitive_attr_destroy(attributes);
  }

  private void scale(int argument, int mask) {
    Dnnl.check(dnnl_primitive_attr_set_scales_mask(attributes, argument, mask), "scale a tensor");
  }

  private static void append(dnnl_post_ops operations, Kernels.Fused fused) {
    Encoding shortcut = fused.shortcut();
    if (shortcut != null) {
      int type = shortcut.quantized() ? shortcut.type().code() : dnnl_data_type_undef;
      Dnnl.check(
          dnnl_post_ops_append_sum(operations, shortcut.step(), 0, type), "add the shortcut");
    }
    if (fused.relu()) {
      Dnnl.check(dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0, 0), "add a ReLU");
    }
  }
}
