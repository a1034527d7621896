package io.residua.backbone.onednn;

import io.residua.backbone.FeatureShape;
import io.residua.backbone.Precision;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Turns maps from channels last to channels first, widening them to float32. One tile after the
 * other is turned within arrays that stay in the cache, so that a map of any size is read and
 * written in runs of neighbours, and none of its size is held. For one thread.
 */
final class ChannelsFirst {
  /** Pixels and channels: 16 KiB of float32, twice, in 32 KiB of first-level cache. */
  private static final int TILE = 64;

  private final float[] turned = new float[TILE * TILE];
  private final float[] wide;
  private final short[] narrow;

  /**
   * @param precision of the maps
   */
  ChannelsFirst(Precision precision) {
    wide = new float[precision == Precision.F32 ? turned.length : 0];
    narrow = new short[precision == Precision.BF16 ? turned.length : 0];
  }

  /** Part of a map: so many pixels and channels, from those on. */
  private record Tile(int pixel, int pixels, int channel, int channels) {}

  /**
   * Turns one map.
   *
   * @param source THWC, of the precision
   * @param target takes float32 CTHW; its position moves behind the map
   */
  void turn(ByteBuffer source, FeatureShape shape, FloatBuffer target) {
    for (int pixel = 0; pixel < shape.pixels(); pixel += TILE) {
      int pixels = Math.min(TILE, shape.pixels() - pixel);
      for (int channel = 0; channel < shape.channels(); channel += TILE) {
        int channels = Math.min(TILE, shape.channels() - channel);
        Tile tile = new Tile(pixel, pixels, channel, channels);
        read(source, shape, tile);
        write(tile, shape, target);
      }
    }
    target.position(target.position() + Math.toIntExact(shape.size()));
  }

  private void read(ByteBuffer source, FeatureShape shape, Tile tile) {
    if (narrow.length > 0) {
      readNarrow(source.asShortBuffer(), shape, tile);
    } else {
      readWide(source.asFloatBuffer(), shape, tile);
    }
  }

  private void readNarrow(ShortBuffer source, FeatureShape shape, Tile tile) {
    for (int i = 0; i < tile.pixels; i++) {
      int from = (tile.pixel + i) * shape.channels() + tile.channel;
      source.get(from, narrow, i * tile.channels, tile.channels);
    }
    for (int channel = 0; channel < tile.channels; channel++) {
      turn(narrow, channel, tile.channels, turned, channel * tile.pixels, tile.pixels);
    }
  }

  private void readWide(FloatBuffer source, FeatureShape shape, Tile tile) {
    for (int i = 0; i < tile.pixels; i++) {
      int from = (tile.pixel + i) * shape.channels() + tile.channel;
      source.get(from, wide, i * tile.channels, tile.channels);
    }
    for (int channel = 0; channel < tile.channels; channel++) {
      turn(wide, channel, tile.channels, turned, channel * tile.pixels, tile.pixels);
    }
  }

  private void write(Tile tile, FeatureShape shape, FloatBuffer target) {
    int first = target.position() + tile.pixel;
    for (int i = 0; i < tile.channels; i++) {
      int at = first + (tile.channel + i) * shape.pixels();
      target.put(at, turned, i * tile.pixels, tile.pixels);
    }
  }

  private static void turn(short[] from, int first, int step, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = Bfloat16.toFloat(from[first + i * step]);
    }
  }

  private static void turn(float[] from, int first, int step, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = from[first + i * step];
    }
  }
}
