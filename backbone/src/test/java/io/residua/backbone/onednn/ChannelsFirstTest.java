package io.residua.backbone.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.residua.backbone.FeatureShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelsFirstTest {

  /** Less than a tile, whole tiles, and what is left behind them, in pixels and in channels. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "3, 1, 7, 9", "64, 2, 4, 8", "130, 1, 13, 11", "65, 3, 43, 1"})
  void everyValueIsFoundAtItsChannel(int channels, int frames, int height, int width) {
    FeatureShape shape = new FeatureShape(channels, frames, height, width);
    Encoding steps = new Encoding(Encoding.Type.U8, 0.5f);
    for (Encoding encoding : List.of(Encoding.F32, Encoding.BF16, steps)) {
      float[] expected = new float[(int) shape.size()];
      ByteBuffer source =
          ByteBuffer.allocateDirect(expected.length * Float.BYTES).order(ByteOrder.nativeOrder());
      for (int i = 0; i < expected.length; i++) {
        int bits = (i + 1) * 0x9e3779b1;
        expected[i % channels * shape.pixels() + i / channels] = put(source, encoding, bits);
      }
      FloatBuffer target = FloatBuffer.allocate(expected.length + 1).position(1);
      new ChannelsFirst()
          .turn(new MapView(source.flip(), encoding, shape, channels * width), target);
      assertThat(target.hasRemaining()).isFalse();
      assertThat(target.slice(1, expected.length)).isEqualTo(FloatBuffer.wrap(expected));
    }
  }

  /** Puts a value made of some bits and says which. */
  private static float put(ByteBuffer source, Encoding encoding, int bits) {
    return switch (encoding.type()) {
      case F32 -> {
        source.putInt(bits);
        yield Float.intBitsToFloat(bits);
      }
      case BF16 -> {
        source.putShort((short) (bits >>> 16));
        yield Float.intBitsToFloat(bits & 0xffff0000);
      }
      case U8, S8 -> {
        source.put((byte) (bits >>> 24));
        yield (bits >>> 24) * encoding.step();
      }
    };
  }
}
