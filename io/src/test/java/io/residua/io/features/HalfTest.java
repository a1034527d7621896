package io.residua.io.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalfTest {

  private static final int LARGEST = 0x7bff;
  private static final int SIGN = 0x8000;

  @Test
  void everyHalfIsItselfAndWhatIsHalfWayGoesToTheEvenOne() {
    for (int half = 0; half <= LARGEST; half++) {
      float value = value(half);
      float middle = (float) ((value + (double) value(half + 1)) / 2);
      int even = half + (half & 1);
      requireHalf(value, half);
      requireHalf(Math.nextDown(middle), half);
      if (half < LARGEST) {
        requireHalf(middle, even);
        requireHalf(Math.nextUp(middle), half + 1);
      }
    }
  }

  @Test
  void everyHalfIsWidenedToItsValue() {
    for (int half = 0; half <= LARGEST; half++) {
      assertThat(Half.toFloat((short) half)).isEqualTo(value(half));
      assertThat(Half.toFloat((short) (half | 0x8000))).isEqualTo(-value(half));
    }
  }

  @Test
  void numPyRoundsTheSame() throws Exception {
    List<String> lines = lines("half.tsv");
    for (String line : lines.subList(0, lines.size() - 1)) {
      String[] bits = line.split("\t", -1);
      float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits[0], 16));
      assertThat(HexFormat.of().toHexDigits(Half.of(value))).as(line).isEqualTo(bits[1]);
    }
    assertThat(lines.get(lines.size() - 1)).isEqualTo("sha256\t" + sha256OfEvery257th());
  }

  /** As half.py does it. */
  private static String sha256OfEvery257th() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer halves = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (long bits = 0; bits < 1L << 32; bits += 257) {
      float value = Float.intBitsToFloat((int) bits);
      if (Math.abs(value) < 65_520) {
        halves.putShort(Half.of(value));
      }
      if (!halves.hasRemaining()) {
        digest.update(halves.flip());
        halves.clear();
      }
    }
    digest.update(halves.flip());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void requireHalf(float value, int half) {
    assertThat(Half.of(value)).as("%s", value).isEqualTo((short) half);
    assertThat(Half.of(-value)).as("-%s", value).isEqualTo((short) (half | SIGN));
  }

  /** Section 3.4 of IEEE 754-2019, as if there were numbers beyond the largest. */
  private static float value(int half) {
    int exponent = half >>> 10;
    int fraction = half & 0x3ff;
    return exponent == 0
        ? Math.scalb((float) fraction, -24)
        : Math.scalb((float) (1 << 10 | fraction), exponent - 25);
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = HalfTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
