package io.residua.io.image;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The bytes of one strip or tile, expanded on demand. A stream that ends early is a refusal. */
abstract class TiffStream implements AutoCloseable {

  /** Fills {@code out} with the next bytes. */
  abstract void read(byte[] out) throws Refusal;

  @Override
  public void close() {}

  /**
   * @param at positioned at the strip's first byte
   * @param length bytes of the strip, 0 when the file does not say; not asked for stored data,
   *     which Pillow reads as far as it needs
   */
  static TiffStream of(Bytes at, long length, TiffLayout layout) throws Refusal {
    boolean stored = layout.compression() == TiffLayout.STORED;
    Bytes data = stored ? at : at.slice(length == 0 ? at.remaining() : length);
    if (layout.reversedBits()) {
      data = reversed(data);
    }
    return switch (layout.compression()) {
      case TiffLayout.STORED -> new Stored(data);
      case TiffLayout.PACK_BITS -> new PackBits(data);
      case TiffLayout.LZW -> new TiffLzw(data);
      default -> new Deflated(data);
    };
  }

  private static Bytes reversed(Bytes data) throws Refusal {
    byte[] bytes = data.slice(data.remaining()).array();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
    return new Bytes(bytes, bytes.length);
  }

  private static final class Stored extends TiffStream {
    private final Bytes data;

    Stored(Bytes data) {
      this.data = data;
    }

    @Override
    void read(byte[] out) throws Refusal {
      int from = data.position();
      data.skip(out.length);
      System.arraycopy(data.array(), from, out, 0, out.length);
    }
  }

  /** TIFF 6.0, section 9. */
  private static final class PackBits extends TiffStream {
    private final Bytes data;
    private int literals;
    private int repeats;
    private int repeated;

    PackBits(Bytes data) {
      this.data = data;
    }

    @Override
    void read(byte[] out) throws Refusal {
      for (int i = 0; i < out.length; i++) {
        while (literals == 0 && repeats == 0) {
          int count = (byte) data.u8();
          literals = count >= 0 ? count + 1 : 0;
          repeats = count < 0 && count != -128 ? 1 - count : 0;
          repeated = repeats > 0 ? data.u8() : 0;
        }
        if (literals > 0) {
          literals--;
          out[i] = (byte) data.u8();
        } else {
          repeats--;
          out[i] = (byte) repeated;
        }
      }
    }
  }

  private static final class Deflated extends TiffStream {
    private final Inflater inflater = new Inflater();

    Deflated(Bytes data) {
      inflater.setInput(data.array(), data.position(), data.remaining());
    }

    @Override
    void read(byte[] out) throws Refusal {
      try {
        for (int filled = 0; filled < out.length; ) {
          int count = inflater.inflate(out, filled, out.length - filled);
          if (count == 0) {
            throw Refusal.truncated("TIFF row", out.length, filled);
          }
          filled += count;
        }
      } catch (DataFormatException e) {
        throw Refusal.corrupt("TIFF pixels: " + e.getMessage());
      }
    }

    @Override
    public void close() {
      inflater.end();
    }
  }
}
