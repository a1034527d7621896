package io.residua.io.image;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of an animated GIF as Pillow 9.4's {@code seek} composes them, converted as {@code
 * convert("RGB")}: what a frame leaves is disposed of, then the next is drawn over it.
 */
final class GifVideo implements Video {

  private final Bytes file;
  private final List<GifFrame> frames;
  private final Picture canvas;
  private final int background;

  /** Where {@link #restored} goes before the next frame; null where nothing does. */
  private @Nullable GifFrame disposed;

  /** uint8 RGB, HWC, of that extent. */
  private byte[] restored = new byte[0];

  private int drawn;

  GifVideo(Bytes file, DecodeLimits limits) throws Refusal {
    this.file = file;
    this.frames = GifFrame.all(file, MOST_FRAMES);
    this.background = (file.peek(10) & 0x80) != 0 ? file.peek(11) : 0;
    this.canvas = new GifCodec().read(file, limits);
    GifFrame first = frames.get(0);
    boolean blank = first.disposal() == 2 || (first.disposal() > 2 && first.transparent() >= 0);
    if (blank) {
      disposed = first;
      restored = filled(first);
    }
    drawn = 1;
  }

  @Override
  public int frames() {
    return frames.size();
  }

  @Override
  public Picture frame(int index) throws Refusal {
    while (drawn <= index) {
      next(frames.get(drawn));
      drawn++;
    }
    return canvas.copy();
  }

  private void next(GifFrame frame) throws Refusal {
    requireDrawable(frame);
    if (disposed != null) {
      put(disposed, restored);
    }
    switch (frame.disposal()) {
      case 0, 1 -> dispose(null, restored);
      case 2 -> dispose(frame, filled(frame));
      default -> dispose(frame, get(frame));
    }
    GifPixels pixels =
        new GifPixels(file.at(frame.pixels()), frame.width(), frame.height(), frame.interlaced());
    byte[] indices = pixels.read();
    byte[] rgb = get(frame);
    for (int i = 0; i < indices.length; i++) {
      if ((indices[i] & 0xff) != frame.transparent()) {
        frame.palette().put(indices[i] & 0xff, rgb, 3 * i);
      }
    }
    put(frame, rgb);
  }

  /** Mixtures over which Pillow fails or forgets what was drawn. */
  private void requireDrawable(GifFrame frame) throws Refusal {
    if (frame.width() < 1
        || frame.height() < 1
        || frame.left() + frame.width() > canvas.width()
        || frame.top() + frame.height() > canvas.height()) {
      throw Refusal.unsupported(
          "GIF frame %d: expected it within the first one's screen, found %dx%d at %d, %d"
              .formatted(drawn, frame.width(), frame.height(), frame.left(), frame.top()));
    }
    boolean gray = frames.get(0).gray();
    if (gray ? !frame.gray() : frame.gray() && frame.transparent() >= 0) {
      throw Refusal.unsupported(
          "GIF frame %d: gray and colored frames in one file".formatted(drawn));
    }
  }

  private void dispose(@Nullable GifFrame extent, byte[] rgb) {
    disposed = extent;
    restored = rgb;
  }

  /** The extent in the transparent color, or else the background's. */
  private byte[] filled(GifFrame frame) {
    GifFrame first = frames.get(0);
    int own = first.gray() && first.transparent() >= 0 ? first.transparent() : frame.transparent();
    byte[] rgb = new byte[3 * frame.width() * frame.height()];
    for (int at = 0; at < rgb.length; at += 3) {
      frame.palette().put(own >= 0 ? own : background, rgb, at);
    }
    return rgb;
  }

  private byte[] get(GifFrame extent) {
    byte[] rgb = new byte[3 * extent.width() * extent.height()];
    byte[] row = new byte[3 * extent.width()];
    for (int y = 0; y < extent.height(); y++) {
      canvas.get(extent.left(), extent.top() + y, row, extent.width());
      System.arraycopy(row, 0, rgb, row.length * y, row.length);
    }
    return rgb;
  }

  private void put(GifFrame extent, byte[] rgb) {
    int rowBytes = 3 * extent.width();
    for (int y = 0; y < extent.height(); y++) {
      byte[] row = Arrays.copyOfRange(rgb, rowBytes * y, rowBytes * (y + 1));
      canvas.put(extent.left(), extent.top() + y, row, extent.width());
    }
  }

  @Override
  public void close() {
    canvas.close();
  }
}
