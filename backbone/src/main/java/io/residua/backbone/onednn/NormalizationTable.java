package io.residua.backbone.onednn;

import io.residua.backbone.PixelNormalization;

/**
 * {@code (pixel / 255 - mean) / std} of every pixel value, by channel, in float32 and in the order
 * of torchvision's {@code to_tensor} and {@code normalize}.
 */
final class NormalizationTable {
  private static final int VALUES = 256;
  private static final int CHANNELS = 3;

  private final PixelNormalization normalization;
  private final float[] normalized = new float[CHANNELS * VALUES];
  private final short[] narrow = new short[CHANNELS * VALUES];
  private final byte[] quantized = new byte[CHANNELS * VALUES];

  NormalizationTable(PixelNormalization normalization, Encoding encoding) {
    this.normalization = normalization;
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int pixel = 0; pixel < VALUES; pixel++) {
        float value = normalization.of(channel, pixel);
        normalized[channel * VALUES + pixel] = value;
        narrow[channel * VALUES + pixel] = Bfloat16.of(value);
        quantized[channel * VALUES + pixel] = encoding.signedByte(value);
      }
    }
  }

  /** What it was made from. */
  PixelNormalization of() {
    return normalization;
  }

  /** Normalizes uint8 RGB RGB … to float32. */
  void normalize(byte[] pixels, float[] target) {
    for (int i = 0; i < pixels.length; i += CHANNELS) {
      target[i] = normalized[pixels[i] & 0xff];
      target[i + 1] = normalized[VALUES + (pixels[i + 1] & 0xff)];
      target[i + 2] = normalized[2 * VALUES + (pixels[i + 2] & 0xff)];
    }
  }

  /** Normalizes uint8 RGB RGB … to bfloat16. */
  void normalize(byte[] pixels, short[] target) {
    for (int i = 0; i < pixels.length; i += CHANNELS) {
      target[i] = narrow[pixels[i] & 0xff];
      target[i + 1] = narrow[VALUES + (pixels[i + 1] & 0xff)];
      target[i + 2] = narrow[2 * VALUES + (pixels[i + 2] & 0xff)];
    }
  }

  /** Normalizes uint8 RGB RGB … to the encoding's steps. */
  void normalize(byte[] pixels, byte[] target) {
    for (int i = 0; i < pixels.length; i += CHANNELS) {
      target[i] = quantized[pixels[i] & 0xff];
      target[i + 1] = quantized[VALUES + (pixels[i + 1] & 0xff)];
      target[i + 2] = quantized[2 * VALUES + (pixels[i + 2] & 0xff)];
    }
  }
}
