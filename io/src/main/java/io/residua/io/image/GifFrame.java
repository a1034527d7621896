package io.residua.io.image;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a GIF says of one frame before its pixels, read as Pillow 9.4's {@code GifImagePlugin} does.
 *
 * @param transparent index of the color not drawn; -1 for none
 * @param disposal what becomes of the frame before the next: 0 and 1 it stays, 2 it is blanked, 3
 *     and more what was below comes back; of an earlier frame when this one has none
 * @param gray whether its palette, or the file's, is none or the gray of the index
 * @param palette its own or the file's
 * @param pixels where its LZW stream begins in the file
 */
record GifFrame(
    int left,
    int top,
    int width,
    int height,
    int transparent,
    int disposal,
    boolean gray,
    Palette palette,
    boolean interlaced,
    int pixels) {
  private static final int PALETTE = 0x80;
  private static final int INTERLACED = 0x40;
  private static final int GRAPHIC_CONTROL = 0xf9;

  /**
   * The frames of a file, up to its end or where it is cut off.
   *
   * @throws Refusal when there are more than {@code most}
   */
  static List<GifFrame> all(Bytes file, int most) throws Refusal {
    Bytes at = file.at(10);
    int flags = at.u8();
    at.skip(2);
    byte @Nullable [] colors = (flags & PALETTE) != 0 ? GifCodec.colors(at, flags) : null;
    List<GifFrame> frames = new ArrayList<>();
    try {
      for (GifFrame frame = next(at, 0, colors); frame != null; ) {
        frames.add(frame);
        Video.requireAtMost(most, frames.size());
        at = file.at(frame.pixels + 1L);
        skipBlocks(at);
        frame = next(at, frame.disposal, colors);
      }
    } catch (Refusal e) {
      if (frames.isEmpty() || e.code() != QuarantineCode.TRUNCATED) {
        throw e;
      }
    }
    return frames;
  }

  /** The next frame, or null at the end. */
  private static @Nullable GifFrame next(Bytes at, int disposalBefore, byte @Nullable [] colors)
      throws Refusal {
    int transparent = -1;
    int disposal = disposalBefore;
    while (true) {
      switch (at.u8()) {
        case ',' -> {
          return frame(at, transparent, disposal, colors);
        }
        case ';' -> {
          return null;
        }
        case '!' -> {
          if (at.u8() == GRAPHIC_CONTROL && at.peek(at.position()) >= 4) {
            int flags = at.peek(at.position() + 1L);
            transparent = (flags & 1) != 0 ? at.peek(at.position() + 4L) : transparent;
            disposal = (flags & 0x1c) != 0 ? (flags & 0x1c) >> 2 : disposal;
          }
          skipBlocks(at);
        }
        default -> {}
      }
    }
  }

  private static GifFrame frame(
      Bytes at, int transparent, int disposal, byte @Nullable [] ofTheFile) throws Refusal {
    int left = at.u16le();
    int top = at.u16le();
    int width = at.u16le();
    int height = at.u16le();
    int flags = at.u8();
    byte @Nullable [] colors = (flags & PALETTE) != 0 ? GifCodec.colors(at, flags) : ofTheFile;
    return new GifFrame(
        left,
        top,
        width,
        height,
        transparent,
        disposal,
        colors == null,
        Palette.of("RGB", colors),
        (flags & INTERLACED) != 0,
        at.position());
  }

  private static void skipBlocks(Bytes at) throws Refusal {
    for (int block = at.u8(); block > 0; block = at.u8()) {
      at.skip(block);
    }
  }
}
