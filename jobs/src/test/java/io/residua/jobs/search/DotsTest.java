package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DotsTest {

  @Test
  void twoAtOnceAreTheBitsOfOneAtATime() {
    Random random = new Random(3);
    for (int length : new int[] {1, 3, 4, 7, 64, 255, 2048}) {
      float[] a = values(random, length);
      float[] b = values(random, length);
      float[] c = values(random, length);
      float[] dots = new float[3];
      Dots.of(a, b, c, dots, 1);
      assertThat(dots).containsExactly(0, Dots.of(a, b), Dots.of(a, c));
      assertThat(Dots.of(b, a)).isEqualTo(dots[1]);
      double exact = 0;
      for (int i = 0; i < length; i++) {
        exact += (double) a[i] * b[i];
      }
      assertThat((double) dots[1]).isCloseTo(exact, within(1e-3));
    }
  }

  private static float[] values(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
