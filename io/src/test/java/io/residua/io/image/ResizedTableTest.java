package io.residua.io.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.Interpolation;
import io.residua.backbone.ResizeAndCrop;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every row of resized.tsv, which resized.py beside it made with Pillow 9.4. */
class ResizedTableTest {
  private final Resize resize = new Resize();

  @ParameterizedTest
  @CsvFileSource(resources = "resized.tsv", delimiter = '\t', numLinesToSkip = 1)
  void resizesArePillowsToTheBit(
      String filter, int width, int height, String kind, int a, int b, String sha256)
      throws NoSuchAlgorithmException {
    Interpolation interpolation = Interpolation.valueOf(filter.toUpperCase(Locale.ROOT));
    Window window =
        kind.equals("whole")
            ? Window.whole(a, b)
            : Window.of(new ResizeAndCrop(a, b, interpolation), width, height);
    byte[] rgb = new byte[3 * window.width() * window.height()];
    try (Picture picture = noise(width, height)) {
      resize.run(picture, window, interpolation, ByteBuffer.wrap(rgb));
    }
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(rgb);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
  }

  /** {@code picture} of resized.py. */
  private static Picture noise(int width, int height) {
    Picture picture = Picture.black(width, height);
    byte[] row = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int noise = (x * 73856093) ^ (y * 19349663);
        noise = (noise ^ (noise >>> 13)) * 1540483477;
        noise ^= noise >>> 15;
        row[3 * x] = (byte) ((noise & 256) == 0 ? 0 : 255);
        row[3 * x + 1] = (byte) noise;
        row[3 * x + 2] = (byte) (x * 7 + y * 3);
      }
      picture.put(0, y, row, width);
    }
    return picture;
  }
}
