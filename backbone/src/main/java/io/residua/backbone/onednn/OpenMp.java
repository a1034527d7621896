package io.residua.backbone.onednn;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Keeps oneDNN to the calling thread. Its OpenMP runtime would give every primitive all cores,
 * which task slots already use; the limit belongs to a thread and counts both when a primitive is
 * created and when it runs.
 *
 * <p>No preset binds {@code omp_set_num_threads}. JavaCPP's own way to free an object, {@code
 * NativeDeallocator}, calls a C function of one word, so it can call this one: on x86-64 an {@code
 * int} argument travels in the same register as a pointer.
 */
final class OpenMp {
  private static final MethodHandle CALL;
  private static final Object CALLER;
  private static final long SET_NUM_THREADS;

  static {
    Pointer function = Loader.addressof("omp_set_num_threads");
    if (function == null) {
      throw new IllegalStateException(
          "[onednn] omp_set_num_threads: not found beside libdnnl; "
              + "expected the linux-x86_64 libraries of org.bytedeco:dnnl");
    }
    SET_NUM_THREADS = function.address();
    try {
      Class<?> type = Class.forName("org.bytedeco.javacpp.Pointer$NativeDeallocator");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      CALLER =
          lookup
              .findConstructor(
                  type, MethodType.methodType(void.class, Pointer.class, long.class, long.class))
              .invoke(new Pointer(), 0L, 0L);
      CALL =
          lookup
              .findVirtual(
                  type, "deallocate", MethodType.methodType(void.class, long.class, long.class))
              .asType(MethodType.methodType(void.class, Object.class, long.class, long.class));
    } catch (Throwable e) {
      throw new IllegalStateException(
          "[onednn] javacpp: expected version 1.5.13, found one whose Pointer differs", e);
    }
  }

  private OpenMp() {}

  /** Limits the calling thread to itself. */
  static void useOneThread() {
    try {
      CALL.invokeExact(CALLER, 1L, SET_NUM_THREADS);
    } catch (Throwable e) {
      throw new IllegalStateException("[onednn] omp_set_num_threads failed", e);
    }
  }
}
