package io.residua.backbone;

import java.util.Locale;

/**
 * Arithmetic of the convolutions. Products of floating-point values are summed in float32, those of
 * 8 bits in int32, exactly.
 */
public enum Precision {
  /** IEEE 754 single precision throughout. */
  F32,
  /** Weights and activations in bfloat16; stage maps and pooled vectors leave as float32. */
  BF16,
  /**
   * Weights and activations in 8 bits, each activation by a range measured beforehand: {@link
   * Quantization}. The deepest stage leaves in float32.
   */
  INT8;

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
    throw new IllegalArgumentException("[precision] expected f32, bf16 or int8, found " + label);
  }
}
