package io.residua.io.image;

import org.jspecify.annotations.Nullable;

/**
 * The first frame of a GIF on its screen, as Pillow 9.4's {@code GifImagePlugin} makes it: the
 * screen grows to hold the frame; what the frame does not cover is color 0, or the transparent
 * color where there is one; a palette that is a gray ramp is ignored.
 */
final class GifCodec implements Codec {
  private static final int GLOBAL_PALETTE = 0x80;
  private static final int LOCAL_PALETTE = 0x80;
  private static final int INTERLACED = 0x40;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int COMMENT = 0xfe;
  private static final int APPLICATION = 0xff;

  @Override
  public Picture read(Bytes file, DecodeLimits limits) throws Refusal {
    file.seek(6);
    int width = file.u16le();
    int height = file.u16le();
    int flags = file.u8();
    file.skip(2);
    byte @Nullable [] global = null;
    if ((flags & GLOBAL_PALETTE) != 0) {
      global = colors(file, flags);
    }
    int transparent = findFrame(file);
    int left = file.u16le();
    int top = file.u16le();
    int right = left + file.u16le();
    int bottom = top + file.u16le();
    width = Math.max(width, right);
    height = Math.max(height, bottom);
    Codec.checkSize(width, height, limits);
    if (right == 0) {
      // Pillow reads a frame that ends at column 0 as one that covers the screen.
      top = 0;
      right = width;
      bottom = height;
    }
    if (right == left || bottom == top) {
      throw Refusal.corrupt("GIF: its first frame is empty");
    }
    int frameFlags = file.u8();
    byte @Nullable [] colors =
        (frameFlags & LOCAL_PALETTE) != 0 ? colors(file, frameFlags) : global;
    GifPixels pixels =
        new GifPixels(file, right - left, bottom - top, (frameFlags & INTERLACED) != 0);
    byte[] indices = pixels.read();
    return draw(
        new Frame(left, top, right - left, bottom - top, transparent),
        indices,
        Palette.of("RGB", colors),
        width,
        height);
  }

  private record Frame(int left, int top, int width, int height, int transparent) {}

  private static Picture draw(Frame frame, byte[] indices, Palette palette, int width, int height) {
    Picture picture = Picture.black(width, height);
    byte[] rgb = new byte[3 * width];
    for (int x = 0; x < width; x++) {
      palette.put(Math.max(frame.transparent, 0), rgb, 3 * x);
    }
    for (int y = 0; y < height; y++) {
      picture.put(0, y, rgb, width);
    }
    for (int y = 0; y < frame.height; y++) {
      for (int x = 0; x < frame.width; x++) {
        palette.put(indices[y * frame.width + x] & 0xff, rgb, 3 * x);
      }
      picture.put(frame.left, frame.top + y, rgb, frame.width);
    }
    return picture;
  }

  /** The next color table, or null when it is a gray ramp. */
  static byte @Nullable [] colors(Bytes file, int flags) throws Refusal {
    return withoutRamp(readPalette(file, flags));
  }

  private static byte[] readPalette(Bytes file, int flags) throws Refusal {
    return file.slice(3L << ((flags & 7) + 1)).array();
  }

  /** Null when every color is the gray of its index. */
  private static byte @Nullable [] withoutRamp(byte[] colors) {
    for (int i = 0; i < colors.length; i++) {
      if ((colors[i] & 0xff) != i / 3) {
        return colors;
      }
    }
    return null;
  }

  /** Moves behind the first frame's separator; its transparent color, or -1. */
  private static int findFrame(Bytes file) throws Refusal {
    int transparent = -1;
    while (true) {
      int block = file.u8();
      switch (block) {
        case ',' -> {
          return transparent;
        }
        case ';' -> throw Refusal.corrupt("GIF: expected a frame, found the end");
        case '!' -> transparent = readExtension(file, transparent);
        default -> {}
      }
    }
  }

  private static int readExtension(Bytes file, int transparent) throws Refusal {
    int label = file.u8();
    int length = file.u8();
    int data = file.position();
    file.skip(length);
    int found = transparent;
    if (label == GRAPHIC_CONTROL) {
      if (length < 3) {
        throw Refusal.corrupt("GIF graphic control: expected 4 bytes, found " + length);
      }
      if ((file.peek(data) & 1) != 0) {
        if (length < 4) {
          throw Refusal.corrupt("GIF graphic control: expected 4 bytes, found " + length);
        }
        found = file.peek(data + 3L);
      }
    }
    if (label == APPLICATION
        && length >= 11
        && file.has(data, "NETSCAPE2.0")
        && file.peek(file.position()) <= 0) {
      throw Refusal.corrupt("GIF loop extension: expected a block of data, found none");
    }
    boolean more = label != COMMENT || length > 0;
    while (more) {
      int block = file.u8();
      file.skip(block);
      more = block > 0;
    }
    return found;
  }
}
