package io.residua.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.jobs.report.ImageSizes.Size;
import org.junit.jupiter.api.Test;

class ImageSizesTest {

  private final ImageSizes sizes = new ImageSizes();

  @Test
  void sizesAreCountedAndTheMostFrequentComesFirst() {
    sizes.add(640, 480);
    sizes.add(100, 200);
    sizes.add(640, 480);
    assertThat(sizes.images()).isEqualTo(3);
    assertThat(sizes.byFrequency()).containsExactly(new Size(640, 480, 2), new Size(100, 200, 1));
  }

  @Test
  void theMedianIsOfImagesNotOfSizes() {
    for (int i = 0; i < 5; i++) {
      sizes.add(10, 1);
    }
    sizes.add(20, 1);
    sizes.add(90, 1);
    assertThat(sizes.spread(Size::width)).containsExactly(10, 10, 90);
  }

  @Test
  void shapesAddUp() {
    sizes.add(2, 1);
    sizes.add(2, 2);
    sizes.add(3, 3);
    sizes.add(1, 2);
    assertThat(sizes.shapes()).containsExactly(1L, 2L, 1L);
  }

  @Test
  void endlessSizesTakeBoundedRoom() {
    for (int i = 1; i <= 40_000; i++) {
      sizes.add(i, 7);
    }
    assertThat(sizes.images()).isEqualTo(40_000);
    assertThat(sizes.byFrequency().size()).isLessThan(22_000);
    assertThat(sizes.byFrequency().stream().mapToLong(Size::images).sum()).isEqualTo(40_000);
  }

  @Test
  void withoutImagesThereIsNoSpread() {
    assertThat(sizes.spread(Size::width)).isEmpty();
  }
}
