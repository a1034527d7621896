package io.residua.backbone.dl4j;

import io.residua.backbone.Backbone;
import io.residua.backbone.CpuFlags;
import io.residua.backbone.Engine;
import io.residua.backbone.FoldedWeights;
import io.residua.backbone.Precision;
import java.util.List;
import java.util.Set;

/**
 * ND4J's operations in float32, run by the oneDNN inside ND4J: a second engine to check against.
 */
public final class Dl4jEngine implements Engine {
  private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl");

  private static final List<String> INSTRUCTION_SETS = List.of("avx2", "avx512_core");

  @Override
  public String name() {
    return "dl4j";
  }

  @Override
  public Set<Precision> precisions(String instructionSet) {
    if (!INSTRUCTION_SETS.contains(instructionSet)) {
      throw new IllegalArgumentException(
          "[isa] expected one of %s, found %s".formatted(INSTRUCTION_SETS, instructionSet));
    }
    return Set.of(Precision.F32);
  }

  /** {@code avx512_core} or {@code avx2}, by which the oneDNN inside ND4J picks its kernels. */
  @Override
  public String instructionSet() {
    return CpuFlags.read().containsAll(AVX512) ? "avx512_core" : "avx2";
  }

  @Override
  public Precision automaticPrecision(String instructionSet) {
    return Precision.F32;
  }

  /** Only compares: ND4J binds nothing by which its oneDNN could be held to another choice. */
  @Override
  public void pin(String instructionSet) {
    String found = instructionSet();
    if (!found.equals(instructionSet)) {
      throw new IllegalStateException(
          "[isa] expected %s, found %s; with the dl4j engine every machine needs the same"
              .formatted(instructionSet, found));
    }
  }

  @Override
  public Backbone load(FoldedWeights weights, Precision precision) {
    if (precision != Precision.F32) {
      throw new IllegalArgumentException(
          "[dl4j] precision: expected f32, found %s; bf16 needs --engine onednn"
              .formatted(precision.label()));
    }
    return new Dl4jBackbone(weights);
  }
}
