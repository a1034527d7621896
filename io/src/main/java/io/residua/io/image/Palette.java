package io.residua.io.image;

import org.jspecify.annotations.Nullable;

/** Up to 256 colors. Entries a file does not give are the gray of their index, as in Pillow. */
final class Palette {
  private final byte[] rgb = new byte[3 * 256];

  private Palette() {
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3);
    }
  }

  /**
   * @param layout {@code RGB}, {@code BGR} or {@code BGRX}: the bytes of an entry
   * @param colors the entries, or null for none; a last entry cut short is not used
   * @throws Refusal when there are more than 256
   */
  static Palette of(String layout, byte @Nullable [] colors) throws Refusal {
    Palette palette = new Palette();
    int entries = colors == null ? 0 : colors.length / layout.length();
    if (entries > 256) {
      throw Refusal.corrupt("palette: expected at most 256 colors, found " + entries);
    }
    for (int i = 0; i < entries && colors != null; i++) {
      for (int c = 0; c < 3; c++) {
        palette.rgb[3 * i + c] = colors[i * layout.length() + layout.indexOf("RGB".charAt(c))];
      }
    }
    return palette;
  }

  /** Writes color {@code index} to {@code out}. */
  void put(int index, byte[] out, int at) {
    out[at] = rgb[3 * index];
    out[at + 1] = rgb[3 * index + 1];
    out[at + 2] = rgb[3 * index + 2];
  }
}
