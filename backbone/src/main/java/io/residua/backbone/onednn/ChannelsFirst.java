package io.residua.backbone.onednn;

import io.residua.backbone.FeatureShape;
import java.nio.FloatBuffer;

/**
 * Turns maps from channels last to channels first, widening them to float32. One tile after the
 * other is turned within arrays that stay in the cache, so that a map of any size is read and
 * written in runs of neighbours, and none of its size is held. For one thread.
 */
final class ChannelsFirst {
  /** Pixels and channels: 16 KiB of float32, twice, in 32 KiB of first-level cache. */
  private static final int TILE = 64;

  private final float[] turned = new float[TILE * TILE];
  private final float[] wide = new float[TILE * TILE];
  private final Widening widening = new Widening();

  /** Part of a map: so many pixels and channels, from those on. */
  private record Tile(int pixel, int pixels, int channel, int channels) {}

  /**
   * Turns one map.
   *
   * @param target takes float32 CTHW; its position moves behind the map
   */
  void turn(MapView map, FloatBuffer target) {
    FeatureShape shape = map.shape();
    for (int pixel = 0; pixel < shape.pixels(); pixel += TILE) {
      int pixels = Math.min(TILE, shape.pixels() - pixel);
      for (int channel = 0; channel < shape.channels(); channel += TILE) {
        int channels = Math.min(TILE, shape.channels() - channel);
        Tile tile = new Tile(pixel, pixels, channel, channels);
        read(map, tile);
        write(tile, shape, target);
      }
    }
    target.position(target.position() + Math.toIntExact(shape.size()));
  }

  private void read(MapView map, Tile tile) {
    for (int i = 0; i < tile.pixels; i++) {
      int from = map.pixel(tile.pixel + i) + tile.channel;
      widening.read(map.values(), map.encoding(), from, wide, i * tile.channels, tile.channels);
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

  private static void turn(float[] from, int first, int step, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = from[first + i * step];
    }
  }
}
