package io.residua.jobs.search;

/**
 * Dot products of float32 vectors, in four sums: the same pair gives the same bits whichever of
 * these methods is asked, so that ranks of two ways of searching can be compared.
 */
final class Dots {

  private Dots() {}

  /** Of two vectors of one length. */
  static float of(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Of a vector with two others, which takes less than asking twice. */
  static void of(float[] a, float[] b, float[] c, float[] dots, int first) {
    float b0 = 0;
    float b1 = 0;
    float b2 = 0;
    float b3 = 0;
    float c0 = 0;
    float c1 = 0;
    float c2 = 0;
    float c3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      b0 += a[i] * b[i];
      c0 += a[i] * c[i];
      b1 += a[i + 1] * b[i + 1];
      c1 += a[i + 1] * c[i + 1];
      b2 += a[i + 2] * b[i + 2];
      c2 += a[i + 2] * c[i + 2];
      b3 += a[i + 3] * b[i + 3];
      c3 += a[i + 3] * c[i + 3];
    }
    for (; i < a.length; i++) {
      b0 += a[i] * b[i];
      c0 += a[i] * c[i];
    }
    dots[first] = (b0 + b1) + (b2 + b3);
    dots[first + 1] = (c0 + c1) + (c2 + c3);
  }
}
