package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_invalid_arguments;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_out_of_memory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** What every call of oneDNN's C interface needs: its status looked at, its descriptors freed. */
final class Dnnl {
  private Dnnl() {}

  /**
   * Looks at the status of a call.
   *
   * @throws OutOfMemoryError when oneDNN could not allocate
   * @throws IllegalStateException on any other failure
   */
  static void check(int status, String what) {
    if (status == dnnl_out_of_memory) {
      throw new OutOfMemoryError(
          "[onednn] " + what + ": out of native memory; lower --batch-size or the task slots");
    }
    if (status != dnnl_success) {
      throw new IllegalStateException(
          "[onednn] %s: expected success, found status %d (%s)"
              .formatted(what, status, meaning(status)));
    }
  }

  /** Calls {@code use} with a descriptor of the dense layout {@code tag} and frees it. */
  static <T> T withDescriptor(
      int dataType, int tag, long[] extents, Function<dnnl_memory_desc, T> use) {
    dnnl_memory_desc descriptor = new dnnl_memory_desc();
    check(
        dnnl_memory_desc_create_with_tag(descriptor, extents.length, extents, dataType, tag),
        "describe a tensor");
    try {
      return use.apply(descriptor);
    } finally {
      dnnl_memory_desc_destroy(descriptor);
    }
  }

  /** Calls {@code use} with a descriptor of strides, counted in values, and frees it. */
  static <T> T withStrides(
      int dataType, long[] extents, long[] strides, Function<dnnl_memory_desc, T> use) {
    dnnl_memory_desc descriptor = new dnnl_memory_desc();
    check(
        dnnl_memory_desc_create_with_strides(
            descriptor, extents.length, extents, dataType, strides),
        "describe a tensor");
    try {
      return use.apply(descriptor);
    } finally {
      dnnl_memory_desc_destroy(descriptor);
    }
  }

  private static String meaning(int status) {
    if (status == dnnl_invalid_arguments) {
      return "invalid arguments";
    }
    return status == dnnl_unimplemented ? "not implemented" : "run-time error";
  }
}
