package io.residua.backbone.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_amx;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The instruction sets that change features, narrowest first, each with those before it; the ones
 * oneDNN knows between them do not matter to float32 and bfloat16.
 */
enum InstructionSet {
  AVX2("avx2 fma"),
  AVX512_CORE("avx512f avx512bw avx512vl avx512dq"),
  AVX512_CORE_BF16("avx512_vnni avx512_bf16"),
  AVX512_CORE_AMX("avx512_fp16 amx_tile amx_int8 amx_bf16");

  private final String flags;

  InstructionSet(String flags) {
    this.flags = flags;
  }

  /** oneDNN's {@code dnnl_cpu_isa_t}. */
  int code() {
    return switch (this) {
      case AVX2 -> dnnl_cpu_isa_avx2;
      case AVX512_CORE -> dnnl_cpu_isa_avx512_core;
      case AVX512_CORE_BF16 -> dnnl_cpu_isa_avx512_core_bf16;
      case AVX512_CORE_AMX -> dnnl_cpu_isa_avx512_core_amx;
    };
  }

  /** Whether matrices are multiplied in tiles of 16 rows. */
  boolean tiles() {
    return this == AVX512_CORE_AMX;
  }

  /** oneDNN's spelling, {@code avx512_core_bf16}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a processor with these flags, as {@code /proc/cpuinfo} spells them, has it. */
  boolean within(Set<String> cpuFlags) {
    return Arrays.stream(values())
        .filter(set -> set.compareTo(this) <= 0)
        .allMatch(set -> cpuFlags.containsAll(List.of(set.flags.split(" "))));
  }

  /**
   * The instruction set spelled {@code label}.
   *
   * @throws IllegalArgumentException when none is spelled so
   */
  static InstructionSet of(String label) {
    for (InstructionSet set : values()) {
      if (set.label().equals(label)) {
        return set;
      }
    }
    throw new IllegalArgumentException(
        "[isa] expected one of %s, found %s"
            .formatted(
                Arrays.stream(values())
                    .map(InstructionSet::label)
                    .collect(Collectors.joining(", ")),
                label));
  }
}
