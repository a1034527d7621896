package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.residua.backbone.Extent;
import io.residua.backbone.FeatureShape;
import io.residua.backbone.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapRowTest {

  private static final Extent VALID = new Extent(224, 224);

  @Test
  void anInputThatBeginsBesideTheImageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MapRow("file:/a", 640, 480, VALID, -1, 0, 1, 1))
        .withMessage(
            "[file:/a] expected an image of 1 x 1 pixels or more and an input that begins on it,"
                + " found 640 x 480 and (-1, 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MapRow("file:/a", 0, 480, VALID, 0, 0, 1, 1))
        .withMessageContaining("found 0 x 480");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aScaleThatIsNoneIsRefused(double scale) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MapRow("file:/a", 640, 480, VALID, 0, 0, scale, 1))
        .withMessage("[file:/a] scale: expected finite factors above 0, found %s and 1.0", scale);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MapRow("file:/a", 640, 480, VALID, 0, 0, 1, scale));
  }

  @Test
  void aLayoutThatContradictsItselfIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MapLayout(Stage.CONV4_X, 16, 8, new FeatureShape(4, 2, 2)))
        .withMessage(
            "[conv4_x] shape: expected 8 channels and at most 268435456 values, found [4, 2, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MapLayout(Stage.CONV4_X, 0, 8, null))
        .withMessage("[conv4_x] expected a stride and channels of at least 1, found 0 and 8");
  }
}
