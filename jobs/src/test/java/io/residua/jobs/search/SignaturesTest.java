package io.residua.jobs.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.DataOutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignaturesTest {

  @TempDir Path folder;

  @Test
  void haveAtLeast2048Bits() {
    assertThat(new Signatures(64).words()).isEqualTo(32);
    assertThat(new Signatures(100).words()).isEqualTo(32);
    assertThat(new Signatures(1).words()).isEqualTo(32);
    assertThat(new Signatures(2048).words()).isEqualTo(32);
    assertThat(new Signatures(2049).words()).isEqualTo(64);
  }

  @Test
  void agreeByTheAngleWhateverTheDimensions() throws Exception {
    for (int dimensions : new int[] {64, 100, 512, 2048}) {
      Random random = new Random(dimensions);
      float[] one = unit(random, dimensions);
      float[] other = unit(random, dimensions);
      for (int i = 0; i < dimensions; i++) {
        other[i] += 2 * one[i];
      }
      other = new UnitVectors(new double[dimensions]).of(FloatBuffer.wrap(other));
      Signatures signatures = new Signatures(dimensions);
      Path file = folder.resolve("table-" + dimensions);
      try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
        SignatureTable.write(signatures.of(one), out);
        SignatureTable.write(signatures.of(other), out);
      }
      SignatureTable table = SignatureTable.map(file, signatures.words());
      double angle = Math.acos(Dots.of(one, other));
      assertThat(table.rows()).isEqualTo(2);
      assertThat(table.agreement(signatures.of(one), 0)).isEqualTo(1);
      assertThat((double) table.agreement(signatures.of(one), 1))
          .isCloseTo(1 - angle / Math.PI, within(0.035));
      assertThat(table.row(1)).isEqualTo(signatures.of(other));
    }
  }

  private static float[] unit(Random random, int dimensions) {
    FloatBuffer values = FloatBuffer.allocate(dimensions);
    for (int i = 0; i < dimensions; i++) {
      values.put(i, (float) random.nextGaussian());
    }
    return new UnitVectors(new double[dimensions]).of(values);
  }
}
