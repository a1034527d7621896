package io.residua.jobs.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.io.lake.LakeImage;
import io.residua.io.lake.SortedImages;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvenlySpacedTest {

  @Test
  void aSampleIsSpreadOverTheWholePlan() {
    assertThat(places(1_000, 4)).containsExactly(0, 250, 500, 750);
    assertThat(places(10, 3)).containsExactly(0, 3, 6);
    assertThat(places(1_000, 256)).hasSize(256).startsWith(0, 3, 7).endsWith(992, 996);
  }

  @Test
  void aSmallPlanIsTakenWhole() {
    assertThat(places(3, 256)).containsExactly(0, 1, 2);
    assertThat(places(0, 256)).isEmpty();
  }

  private static List<Integer> places(int images, int most) {
    SortedImages sorted =
        SortedImages.of(IntStream.range(0, images).mapToObj(EvenlySpacedTest::image).toList());
    return EvenlySpaced.of(sorted, most).stream()
        .map(image -> Integer.valueOf(image.uri().substring("file:/".length())))
        .toList();
  }

  private static LakeImage image(int number) {
    return new LakeImage(String.format(Locale.ROOT, "file:/%06d", number), 1, 1);
  }
}
