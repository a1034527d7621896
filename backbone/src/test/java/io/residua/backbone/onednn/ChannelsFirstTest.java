package io.residua.backbone.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelsFirstTest {

  /** Less than a tile, whole tiles, and what is left behind them, in pixels and in channels. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "3, 1, 7, 9", "64, 2, 4, 8", "130, 1, 13, 11", "65, 3, 43, 1"})
  void everyValueIsFoundAtItsChannel(int channels, int frames, int height, int width) {
    FeatureShape shape = new FeatureShape(channels, frames, height, width);
    for (Precision precision : Precision.values()) {
      float[] expected = new float[(int) shape.size()];
      ByteBuffer source =
          ByteBuffer.allocateDirect(expected.length * Float.BYTES).order(ByteOrder.nativeOrder());
      for (int i = 0; i < expected.length; i++) {
        int bits = (i + 1) * 0x9e3779b1;
        if (precision == Precision.BF16) {
          source.putShort((short) (bits >>> 16));
        } else {
          source.putInt(bits);
        }
        int kept = precision == Precision.BF16 ? bits & 0xffff0000 : bits;
        expected[i % channels * shape.pixels() + i / channels] = Float.intBitsToFloat(kept);
      }
      FloatBuffer target = FloatBuffer.allocate(expected.length + 1).position(1);
      new ChannelsFirst(precision).turn(source.flip(), shape, target);
      assertThat(target.hasRemaining()).isFalse();
      assertThat(target.slice(1, expected.length)).isEqualTo(FloatBuffer.wrap(expected));
    }
  }
}
