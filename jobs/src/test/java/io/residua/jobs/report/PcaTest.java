package io.residua.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PcaTest {

  /** numpy's singular value decomposition; see make_pca.py. */
  @Test
  void componentsAreThoseOfNumpy() throws Exception {
    JsonNode expected;
    try (InputStream in = PcaTest.class.getResourceAsStream("pca.json")) {
      expected = new ObjectMapper().readTree(in);
    }
    List<float[]> rows = new ArrayList<>();
    expected.get("rows").forEach(row -> rows.add(floats(row)));
    Pca pca = Pca.of(rows);
    for (int axis = 0; axis < Pca.AXES; axis++) {
      assertThat(pca.explained(axis))
          .isCloseTo(expected.get("explained").get(axis).asDouble(), within(1e-5));
      for (int row = 0; row < rows.size(); row++) {
        assertThat(pca.coordinate(row, axis))
            .as("row %d, axis %d", row, axis)
            .isCloseTo(expected.get("coordinates").get(row).get(axis).asDouble(), within(0.02));
      }
    }
  }

  /** Points on a line at 45 degrees: all the variance is along it. */
  @Test
  void pointsOnALineHaveOneDirection() {
    Pca pca = Pca.of(List.of(new float[] {0, 5}, new float[] {1, 6}, new float[] {3, 8}));
    assertThat(pca.explained(0)).isCloseTo(1, within(1e-6));
    assertThat(pca.explained(1)).isCloseTo(0, within(1e-6));
    assertThat(pca.coordinate(2, 0) - pca.coordinate(0, 0))
        .isCloseTo(3 * Math.sqrt(2), within(1e-4));
  }

  @Test
  void equalVectorsHaveNone() {
    float[] one = {1, 2, 3};
    Pca pca = Pca.of(List.of(one, one, one, one));
    assertThat(pca.explained(0)).isZero();
    assertThat(pca.coordinate(0, 0)).isZero();
  }

  @Test
  void theSameVectorsGiveTheSameMap() {
    List<float[]> rows =
        List.of(new float[] {1, 2, 9}, new float[] {4, 5, 1}, new float[] {0, 1, 1});
    Pca one = Pca.of(rows);
    Pca other = Pca.of(rows);
    assertThat(one.coordinate(1, 1)).isEqualTo(other.coordinate(1, 1)).isNotZero();
  }

  private static float[] floats(JsonNode row) {
    float[] values = new float[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) row.get(i).asDouble();
    }
    return values;
  }
}
