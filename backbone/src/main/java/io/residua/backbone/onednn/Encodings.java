package io.residua.backbone.onednn;

import io.residua.backbone.Precision;
import io.residua.backbone.Quantization;
import org.jspecify.annotations.Nullable;

/**
 * How the activations of a network are kept.
 *
 * @param floating where nothing is quantized: the type of all
 * @param quantization ranges of a network in int8; null for a floating-point one
 */
record Encodings(Encoding floating, @Nullable Quantization quantization) {

  /** Of a floating-point network. */
  static Encodings of(Precision precision) {
    return new Encodings(precision == Precision.BF16 ? Encoding.BF16 : Encoding.F32, null);
  }

  /** Of a network in int8, with bfloat16 where it is not quantized. */
  static Encodings of(Quantization quantization) {
    return new Encodings(Encoding.BF16, quantization);
  }

  /** Of the normalized pixels. */
  Encoding input() {
    return quantization == null || !quantization.quantizes(Quantization.STEM)
        ? floating
        : Encoding.signed(quantization.range(Quantization.INPUT));
  }

  /** Of an activation behind a ReLU, in a block or the stem. */
  Encoding positive(String block, String activation) {
    return quantization == null || !quantization.quantizes(block)
        ? floating
        : Encoding.unsigned(quantization.range(activation));
  }

  /** Of an activation of both signs. */
  Encoding any(String block, String activation) {
    return quantization == null || !quantization.quantizes(block)
        ? floating
        : Encoding.signed(quantization.range(activation));
  }

  /** Whether the convolutions multiply what AMX multiplies in tiles, on machines that have it. */
  boolean suitsTiles() {
    return floating.type() == Encoding.Type.BF16;
  }

  /** Of the deepest stage's output, which nothing else reads. */
  Encoding deepest() {
    return quantization == null ? floating : Encoding.F32;
  }
}
