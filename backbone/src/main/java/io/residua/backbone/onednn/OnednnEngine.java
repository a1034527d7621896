package io.residua.backbone.onednn;

import io.residua.backbone.Backbone;
import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import java.util.EnumSet;
import java.util.Set;

/**
 * Convolutions by oneDNN with bias, shortcut and ReLU fused, in float32 or bfloat16. Linux on
 * x86-64 with AVX2; bfloat16 needs AVX-512.
 */
public final class OnednnEngine implements Engine {

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Set<Precision> precisions(String instructionSet) {
    return switch (InstructionSet.of(instructionSet)) {
      case AVX2 -> EnumSet.of(Precision.F32);
      case AVX512_CORE -> EnumSet.of(Precision.F32, Precision.BF16);
      // Without VNNI, oneDNN's sums of 8 bits saturate at 16.
      case AVX512_CORE_BF16, AVX512_CORE_AMX -> EnumSet.allOf(Precision.class);
    };
  }

  @Override
  public String instructionSet() {
    return Processor.widest().label();
  }

  @Override
  public Precision automaticPrecision(String instructionSet) {
    return InstructionSet.of(instructionSet) == InstructionSet.AVX512_CORE_AMX
        ? Precision.BF16
        : Precision.F32;
  }

  @Override
  public void pin(String instructionSet) {
    Processor.pin(InstructionSet.of(instructionSet));
  }

  /**
   * Packs weights, pinning the widest instruction set when none is.
   *
   * @throws IllegalArgumentException when bf16 is asked of a processor held to AVX2
   */
  @Override
  public Backbone load(FoldedWeights weights, Precision precision) {
    InstructionSet set = Processor.pinnedOrWidest();
    if (precision == Precision.BF16 && set == InstructionSet.AVX2) {
      throw new IllegalArgumentException(
          "[onednn] precision: expected f32 on %s, found bf16; bf16 needs AVX-512"
              .formatted(set.label()));
    }
    return new OnednnBackbone(weights, precision);
  }
}
