package io.residua.backbone;

import java.util.Set;

/**
 * A way to compute a backbone: the recipe, which holds nothing native. {@code onednn} is the
 * default, {@code dl4j} the one to check it by and the door for users of Deeplearning4j.
 */
public interface Engine {

  /** The spelling of {@code --engine}. */
  String name();

  /**
   * The precisions this engine has on an instruction set.
   *
   * @throws IllegalArgumentException when the engine knows none of that name
   */
  Set<Precision> precisions(String instructionSet);

  /**
   * The widest instruction set this machine offers the engine, spelled as oneDNN does: {@code
   * avx2}, {@code avx512_core}, {@code avx512_core_bf16}, {@code avx512_core_amx}. Two instruction
   * sets give different last bits.
   */
  String instructionSet();

  /** What {@code --precision auto} means on an instruction set: bf16 with AMX, else f32. */
  Precision automaticPrecision(String instructionSet);

  /**
   * Holds this JVM to an instruction set, so that every machine of a cluster gives the same bits.
   * Before the first {@link #load}; again with the same set does nothing.
   *
   * @throws IllegalStateException when this machine lacks it, or the JVM is held to another
   */
  void pin(String instructionSet);

  /**
   * Packs weights once for all task slots of this JVM.
   *
   * @param precision of floating-point values; int8 needs a {@link Quantization}
   * @throws IllegalArgumentException when the engine lacks the precision or cannot express the spec
   */
  Backbone load(FoldedWeights weights, Precision precision);

  /**
   * Quantizes weights to int8 and packs them once for all task slots of this JVM.
   *
   * @throws IllegalArgumentException when the engine has no int8 on this machine, or an activation
   *     has no range
   */
  default Backbone load(FoldedWeights weights, Quantization quantization) {
    throw new IllegalArgumentException(
        "[%s] precision: expected one of %s, found int8; use --engine onednn"
            .formatted(
                name(), precisions(instructionSet()).stream().map(Precision::label).toList()));
  }
}
