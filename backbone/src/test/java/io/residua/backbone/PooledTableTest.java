package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every row of pooled.tsv, which pooled.py beside it made with torch 1.13. */
class PooledTableTest {

  /** Half a last place of float32. */
  private static final double ROUNDING = 0x1p-24;

  @ParameterizedTest
  @CsvFileSource(resources = "pooled.tsv", delimiter = '\t', numLinesToSkip = 1)
  void poolingsAreTorchsRoundedToFloat32(String pooling, String values, String pooled) {
    String[] expected = pooled.split(" ", -1);
    FloatBuffer found = found(pooling, values);
    assertThat(found.remaining()).isEqualTo(expected.length);
    for (String number : expected) {
      double value = Double.parseDouble(number);
      assertThat((double) found.get()).isCloseTo(value, within(value * ROUNDING * 1.01));
    }
  }

  /** Among others, which are not to be seen. */
  private static FloatBuffer found(String pooling, String values) {
    String[] numbers = values.split(" ", -1);
    float[] all = new float[numbers.length + 2];
    all[0] = Float.NaN;
    all[numbers.length + 1] = Float.NaN;
    for (int i = 0; i < numbers.length; i++) {
      all[i + 1] = Float.parseFloat(numbers[i]);
    }
    if (pooling.equals("l2")) {
      FloatBuffer vector = FloatBuffer.wrap(all, 1, numbers.length);
      L2Norm.normalize(vector);
      return vector;
    }
    float pooled = Pooling.of(pooling).pool(all, 1, numbers.length + 1);
    return FloatBuffer.wrap(new float[] {pooled});
  }
}
