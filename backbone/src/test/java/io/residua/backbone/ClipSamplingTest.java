package io.residua.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ClipSamplingTest {

  @Test
  void aClipIsTakenFromTheMiddle() {
    assertThat(new ClipSampling(4, 1).frames(9)).containsExactly(2, 3, 4, 5);
    assertThat(new ClipSampling(4, 2).frames(9)).containsExactly(1, 3, 5, 7);
    assertThat(new ClipSampling(3, 1).frames(3)).containsExactly(0, 1, 2);
  }

  @Test
  void theLastFrameOfAShortVideoIsRepeated() {
    assertThat(new ClipSampling(4, 2).frames(4)).containsExactly(0, 2, 3, 3);
    assertThat(new ClipSampling(3, 1).frames(1)).containsExactly(0, 0, 0);
  }

  @Test
  void aLengthOrStrideOutOfBoundsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClipSampling(65, 1))
        .withMessage("[--clip-length] expected 1 to 64 frames, found 65; give another value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClipSampling(8, 0))
        .withMessage("[--clip-stride] expected 1 to 1000 frames, found 0; give another value");
  }
}
