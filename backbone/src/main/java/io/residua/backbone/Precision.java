package io.residua.backbone;

import java.util.Locale;

/** Arithmetic of the convolutions; sums are always accumulated in float32. */
public enum Precision {
  /** IEEE 754 single precision throughout. */
  F32,
  /** Weights and activations in bfloat16; stage maps and pooled vectors leave as float32. */
  BF16;

  /** The spelling of options and provenance, {@code f32}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The precision spelled {@code label}.
   *
   * @throws IllegalArgumentException when none is spelled so
   */
  public static Precision of(String label) {
    for (Precision precision : values()) {
      if (precision.label().equals(label)) {
        return precision;
      }
    }
    throw new IllegalArgumentException("[precision] expected f32 or bf16, found " + label);
  }
}
