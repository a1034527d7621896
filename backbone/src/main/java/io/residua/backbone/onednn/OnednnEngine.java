package io.residua.backbone.onednn;

import io.residua.backbone.Backbone;
import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import io.residua.backbone.Quantization;
import java.util.EnumSet;
import java.util.Set;

/**
 * Convolutions by oneDNN with bias, shortcut and ReLU fused, in float32, bfloat16 or int8. Linux on
 * x86-64 with AVX2; bfloat16 needs AVX-512, int8 its VNNI.
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
   * @throws IllegalArgumentException when the processor, or what it is held to, lacks the precision
   */
  @Override
  public Backbone load(FoldedWeights weights, Precision precision) {
    require(precision);
    if (precision == Precision.INT8) {
      throw new IllegalArgumentException(
          "[onednn] precision: expected ranges with int8, found none; calibrate first");
    }
    return new OnednnBackbone(weights, precision);
  }

  @Override
  public Backbone load(FoldedWeights weights, Quantization quantization) {
    require(Precision.INT8);
    return new OnednnBackbone(weights, quantization);
  }

  private void require(Precision precision) {
    String set = Processor.pinnedOrWidest().label();
    if (!precisions(set).contains(precision)) {
      throw new IllegalArgumentException(
          "[onednn] precision: expected one of %s on %s, found %s; bf16 needs AVX-512, int8 its VNNI"
              .formatted(
                  precisions(set).stream().map(Precision::label).toList(), set, precision.label()));
    }
  }
}
