package io.residua.backbone.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.residua.backbone.Precision;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  private static final Set<String> ZEN_5 =
      Set.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512dq",
          "avx512_vnni",
          "avx512_bf16");

  @Test
  void theWidestInstructionSetIsFoundFromTheFlags() {
    Set<String> sapphireRapids = new HashSet<>(ZEN_5);
    sapphireRapids.addAll(List.of("avx512_fp16", "amx_tile", "amx_int8", "amx_bf16"));
    assertThat(Processor.widest(Set.of("avx2", "fma", "sse4_1"))).isEqualTo(InstructionSet.AVX2);
    assertThat(Processor.widest(ZEN_5)).isEqualTo(InstructionSet.AVX512_CORE_BF16);
    assertThat(Processor.widest(sapphireRapids)).isEqualTo(InstructionSet.AVX512_CORE_AMX);
  }

  @Test
  void aProcessorWithoutAvx2IsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Processor.widest(Set.of("sse4_1")))
        .withMessage(
            "[isa] expected a processor with AVX2, found one without; "
                + "the onednn engine needs x86-64 from 2013 or later");
  }

  @Test
  void automaticPrecisionIsBf16OnlyWithAmx() {
    OnednnEngine engine = new OnednnEngine();
    assertThat(engine.automaticPrecision("avx512_core_amx")).isEqualTo(Precision.BF16);
    assertThat(engine.automaticPrecision("avx512_core_bf16")).isEqualTo(Precision.F32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.automaticPrecision("neon"))
        .withMessage(
            "[isa] expected one of avx2, avx512_core, avx512_core_bf16, avx512_core_amx, found neon");
  }

  @Test
  void aPinnedJvmCannotChange() {
    OnednnEngine engine = new OnednnEngine();
    String widest = engine.instructionSet();
    engine.pin(widest);
    String other = widest.equals("avx2") ? "avx512_core" : "avx2";
    assertThatIllegalStateException()
        .isThrownBy(() -> engine.pin(other))
        .withMessage(
            "[isa] this JVM is held to %s and cannot change to %s; start another one"
                .formatted(widest, other));
  }
}
