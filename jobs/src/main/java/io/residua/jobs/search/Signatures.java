package io.residua.jobs.search;

import java.util.Random;

/**
 * Makes signatures: the signs of a vector's coordinates after random rotations. A rotation is a
 * random sign for each coordinate, then the Walsh-Hadamard transform of the vector, filled with
 * zeros to a power of two (Ailon and Chazelle, <i>The fast Johnson-Lindenstrauss transform</i>,
 * 2009); as many rotations as give {@link #LEAST_BITS}. For one thread.
 */
final class Signatures {

  /** Bits whose chance error of a cosine is about 0.03 at a right angle. */
  static final int LEAST_BITS = 2048;

  /** Of {@link Random}, whose algorithm its documentation fixes. */
  static final long SEED = 42;

  private final int padded;
  private final boolean[][] flips;
  private final float[] rotated;

  Signatures(int dimensions) {
    this.padded = Math.max(Long.SIZE, Integer.highestOneBit(Math.max(1, 2 * dimensions - 1)));
    this.flips = new boolean[Math.max(1, LEAST_BITS / padded)][padded];
    this.rotated = new float[padded];
    Random random = new Random(SEED);
    for (boolean[] rotation : flips) {
      for (int i = 0; i < padded; i++) {
        rotation[i] = random.nextBoolean();
      }
    }
  }

  /** Words of a signature, 64 bits each. */
  int words() {
    return flips.length * padded / Long.SIZE;
  }

  /** The signature of a vector. */
  long[] of(float[] vector) {
    long[] signature = new long[words()];
    for (int rotation = 0; rotation < flips.length; rotation++) {
      rotate(vector, flips[rotation]);
      for (int i = 0; i < padded; i++) {
        if (rotated[i] > 0) {
          int bit = rotation * padded + i;
          signature[bit / Long.SIZE] |= 1L << bit % Long.SIZE;
        }
      }
    }
    return signature;
  }

  private void rotate(float[] vector, boolean[] flip) {
    for (int i = 0; i < padded; i++) {
      float value = i < vector.length ? vector[i] : 0;
      rotated[i] = flip[i] ? -value : value;
    }
    for (int half = 1; half < padded; half *= 2) {
      for (int i = 0; i < padded; i += 2 * half) {
        butterflies(i, half);
      }
    }
  }

  private void butterflies(int from, int half) {
    for (int i = from; i < from + half; i++) {
      float a = rotated[i];
      float b = rotated[i + half];
      rotated[i] = a + b;
      rotated[i + half] = a - b;
    }
  }
}
