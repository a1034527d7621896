package io.residua.io.image;

/** The filters of PNG's rows: PNG specification, 9.2. */
final class PngFilter {
  private PngFilter() {}

  /**
   * Restores a row.
   *
   * @param r the row in place, the number of its filter in front
   * @param a the row above, restored, or zeros
   * @param bpp distance to the same byte of the pixel before
   */
  static void undo(byte[] r, byte[] a, int bpp) throws Refusal {
    switch (r[0]) {
      case 0 -> {}
      case 1 -> {
        for (int i = bpp + 1; i < r.length; i++) {
          r[i] += r[i - bpp];
        }
      }
      case 2 -> {
        for (int i = 1; i < r.length; i++) {
          r[i] += a[i];
        }
      }
      case 3 -> {
        for (int i = 1; i < r.length; i++) {
          int before = i > bpp ? r[i - bpp] & 0xff : 0;
          r[i] += (byte) ((before + (a[i] & 0xff)) / 2);
        }
      }
      case 4 -> {
        for (int i = 1; i < r.length; i++) {
          int before = i > bpp ? r[i - bpp] & 0xff : 0;
          int diagonal = i > bpp ? a[i - bpp] & 0xff : 0;
          r[i] += (byte) paeth(before, a[i] & 0xff, diagonal);
        }
      }
      default -> throw Refusal.corrupt("PNG pixels: unknown filter " + (r[0] & 0xff));
    }
  }

  private static int paeth(int a, int b, int c) {
    int pa = Math.abs(b - c);
    int pb = Math.abs(a - c);
    int pc = Math.abs(a + b - 2 * c);
    if (pa <= pb && pa <= pc) {
      return a;
    }
    return pb <= pc ? b : c;
  }
}
