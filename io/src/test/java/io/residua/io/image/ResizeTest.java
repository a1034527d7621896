package io.residua.io.image;

import static io.residua.backbone.Interpolation.BILINEAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Geometry;
import io.residua.backbone.ResizeAndCrop;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The expected values are Pillow 9.4's and torchvision 0.14's, for the picture of {@link
 * Samples#gradient} made with numpy.
 */
class ResizeTest {
  private static final Geometry RECIPE = new ResizeAndCrop(256, 224, BILINEAR);

  private final Resize resize = new Resize();

  /** {@code Image.resize(size, Image.BILINEAR)} of 5x4 pixels. */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 0501011005021b0e040a0202150601200f04",
    "5, 2, 020101090201100502170a021e11050702020e03021506011c0b01231206",
    "2, 4, 070201150a030a0301180b030d04021b0c021005021e0d03",
  })
  void smallResizesArePillows(int width, int height, String expected) {
    assertThat(HexFormat.of().formatHex(run(5, 4, Window.whole(width, height))))
        .isEqualTo(expected);
  }

  @Test
  void enlargingIsPillows() {
    byte[] rgb = run(5, 4, Window.whole(7, 6));
    assertThat(rgb).startsWith(0, 0, 0, 4, 1, 1, 9, 2, 1, 14, 4, 2, 19, 8, 3, 24, 12, 3, 28, 16, 4);
    assertThat(rgb).endsWith(28, 11, 0, 33, 15, 3, 37, 19, 7);
  }

  /** SHA-256 of {@code Compose([Resize(256), CenterCrop(224)])}. */
  @ParameterizedTest
  @CsvSource({
    "257, 300, 2497d2cfc8544720ad2cb86603cb10a5802229c0e45c5cb34f6bea80f642dc2a",
    "256, 257, df952004977898de2dca37f174001cbc628caaa3b764f3af23e543c0af0717fc",
    "255, 256, f66968c7bbe5d5a5b44007553ff3fd2bd1fa15fea0e07450a0ae9d28e89e1ffe",
    "256, 256, df952004977898de2dca37f174001cbc628caaa3b764f3af23e543c0af0717fc",
    "300, 200, 839e4430b7bb32cc0920f65f4ce92982057ea56ae6fbc952683fa2214a15bb78",
    "640, 480, 5d12fbb641102f11ccf9855333f6f88e448332db3682cb1d2f7f2f38f3597ac9",
    "10, 1000, 95fb2d950eb45276ce252a70f747f86fca5dade8cc561a5fea7d3963698a4342",
    "1000, 10, 5f6c75a67899a8ccece633ceeec9a563ddfccb73990284d9dcec68f44bb2c607",
    "1, 1, 0a3f0ee9e3cbab26f89ed53b7b20e22cb985b650fd4c52ef57e4aeb27560d773",
  })
  void cropsAreTorchvisions(int width, int height, String sha256) {
    assertThat(sha256(run(width, height, Window.of(RECIPE, width, height)))).isEqualTo(sha256);
  }

  /** {@code CenterCrop(7)} of 5x4 pixels: black all around, one more row below than above. */
  @Test
  void aCropLargerThanTheImageIsPaddedWithBlack() {
    assertThat(sha256(run(5, 4, new Window(5, 4, -1, -1, 7, 7))))
        .isEqualTo("ffae1761b55039210b0f7d0aef96b604794ff9a97ce1de854f01427060ee2462");
  }

  @Test
  void longSidesAreTruncatedAndOffsetsRoundedHalfToEven() {
    assertThat(Window.of(RECIPE, 640, 480)).isEqualTo(new Window(341, 256, 58, 16, 224, 224));
    assertThat(Window.of(RECIPE, 256, 257).top()).isEqualTo(16);
    assertThat(Window.of(RECIPE, 256, 259).top()).isEqualTo(18);
  }

  @Test
  void aCropIsWrittenAtTheBuffersPositionWhichIsKept() {
    ByteBuffer rgb = ByteBuffer.allocate(2 + 27 + 1).position(2);
    try (Picture picture = Samples.gradient(3, 3)) {
      resize.run(picture, Window.whole(3, 3), BILINEAR, rgb);
    }
    assertThat(rgb.position()).isEqualTo(2);
    assertThat(rgb.get(2 + 3)).isEqualTo((byte) 7);
    assertThat(rgb.get(29)).isZero();
  }

  private byte[] run(int width, int height, Window window) {
    byte[] rgb = new byte[3 * window.width() * window.height()];
    try (Picture picture = Samples.gradient(width, height)) {
      resize.run(picture, window, BILINEAR, ByteBuffer.wrap(rgb));
    }
    return rgb;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
