package io.residua.backbone;

import java.util.Locale;

/** Pillow's antialiased filters, by which an image is resized. */
public enum Interpolation {
  /** The triangle filter: torchvision's default. */
  BILINEAR,
  /** Keys' cubic with {@code a = -0.5}: timm's default. */
  BICUBIC;

  /** Its spelling in descriptions, {@code bilinear}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
