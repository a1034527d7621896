package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_set_max_cpu_isa;

import io.residua.backbone.CpuFlags;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What this machine offers and what this JVM is held to. */
final class Processor {
  private static @Nullable InstructionSet pinned;

  private Processor() {}

  /**
   * The widest instruction set of this machine.
   *
   * @throws IllegalStateException when it has not even AVX2
   */
  static InstructionSet widest() {
    return widest(CpuFlags.read());
  }

  static InstructionSet widest(Set<String> flags) {
    return Arrays.stream(InstructionSet.values())
        .filter(set -> set.within(flags))
        .reduce((narrow, wide) -> wide)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "[isa] expected a processor with AVX2, found one without; "
                        + "the onednn engine needs x86-64 from 2013 or later"));
  }

  /**
   * Holds this JVM to {@code set}.
   *
   * @throws IllegalStateException when this machine lacks it or cannot load oneDNN, or the JVM is
   *     held to another
   */
  static synchronized void pin(InstructionSet set) {
    if (pinned == set) {
      return;
    }
    if (pinned != null) {
      throw new IllegalStateException(
          "[isa] this JVM is held to %s and cannot change to %s; start another one"
              .formatted(pinned.label(), set.label()));
    }
    InstructionSet widest = widest();
    if (!set.within(CpuFlags.read())) {
      throw new IllegalStateException(
          "[isa] expected %s, found a machine that reaches %s; pin --isa %s for the whole cluster"
              .formatted(set.label(), widest.label(), widest.label()));
    }
    NativeLibrary.load();
    // Refused when oneDNN has settled already, which is no harm where it settled for the same.
    dnnl_set_max_cpu_isa(set.code());
    int effective = dnnl_get_effective_cpu_isa();
    if (effective != set.code()) {
      throw new IllegalStateException(
          "[isa] expected oneDNN to use %s (%#x), found %#x; "
                  .formatted(set.label(), set.code(), effective)
              + "something in this JVM used oneDNN before, or the machine hides the instructions");
    }
    pinned = set;
  }

  /** The instruction set this JVM is held to; the widest one from now on when it was free. */
  static synchronized InstructionSet pinnedOrWidest() {
    if (pinned == null) {
      pin(widest());
    }
    return Objects.requireNonNull(pinned);
  }
}
