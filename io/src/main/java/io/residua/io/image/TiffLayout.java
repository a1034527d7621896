package io.residua.io.image;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the samples of a TIFF lie in its file, for the combinations Pillow 9.4 knows ({@code
 * OPEN_INFO} of its {@code TiffImagePlugin}).
 *
 * @param width columns as stored
 * @param height rows as stored
 * @param compression the tag's number
 * @param bits bits of a sample, the same for all
 * @param samples samples of a pixel
 * @param planar whether each sample has a plane of its own
 * @param reversedBits whether the first pixel is in a byte's lowest bits
 * @param predictor 1, or 2 for differences along a row
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr
 * @param row turns a stored row into RGB, of one plane where they are separate
 */
record TiffLayout(
    long width,
    long height,
    int compression,
    int bits,
    int samples,
    boolean planar,
    boolean reversedBits,
    int predictor,
    int photometric,
    @Nullable PixelRow row) {
  static final int STORED = 1;
  static final int LZW = 5;
  static final int OLD_JPEG = 6;
  static final int JPEG = 7;
  static final int DEFLATE = 8;
  static final int PACK_BITS = 32773;
  static final int OLD_DEFLATE = 32946;

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int FILL_ORDER = 266;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int PLANAR_CONFIGURATION = 284;
  private static final int PREDICTOR = 317;
  private static final int COLOR_MAP = 320;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;

  private static final int GRAY = 1;
  private static final int RGB = 2;
  private static final int INDEXED = 3;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;

  private static final int MAX_SAMPLES = 6;
  private static final int UNSIGNED = 1;
  private static final int PREMULTIPLIED = 1;

  static TiffLayout of(TiffDirectory tags) throws Refusal {
    int compression = (int) tags.integer(COMPRESSION, 0, STORED);
    int photometric = compression == OLD_JPEG ? YCBCR : (int) tags.integer(PHOTOMETRIC, 0, 0);
    boolean threeByDefault = compression == OLD_JPEG;
    int samples = (int) tags.integer(SAMPLES_PER_PIXEL, 0, threeByDefault ? 3 : 1);
    List<Integer> bits = bitsPerSample(tags, samples);
    List<Integer> extra = integers(tags, EXTRA_SAMPLES);
    requireKnown(tags, photometric, bits, extra);
    boolean planar = tags.integer(PLANAR_CONFIGURATION, 0, 1) == 2 && samples > 1;
    if (planar && !extra.isEmpty() && extra.get(0) == PREMULTIPLIED) {
      throw Refusal.unsupported("TIFF: separate planes multiplied by alpha");
    }
    boolean reversed = tags.integer(FILL_ORDER, 0, 1) == 2;
    TiffLayout layout =
        new TiffLayout(
            tags.integer(WIDTH, 0, 0),
            tags.integer(HEIGHT, 0, 0),
            compression,
            bits.get(0),
            samples,
            planar,
            reversed,
            (int) tags.integer(PREDICTOR, 0, 1),
            photometric,
            rowOf(tags, photometric, bits.get(0), samples, extra));
    return layout.checked();
  }

  /** Fax and JPEG data, and YCbCr of any compression. */
  boolean readByLibtiff() {
    return (compression >= 2 && compression <= 4)
        || compression == OLD_JPEG
        || compression == JPEG
        || photometric == YCBCR;
  }

  private TiffLayout checked() throws Refusal {
    boolean known =
        switch (compression) {
          case STORED, LZW, DEFLATE, OLD_DEFLATE, PACK_BITS -> row != null;
          default -> false;
        };
    if (!known && !readByLibtiff()) {
      throw Refusal.unsupported(
          "TIFF: compression %d, photometric interpretation %d"
              .formatted(compression, photometric));
    }
    boolean difference = predictor == 2 && compression != STORED && compression != PACK_BITS;
    if (!readByLibtiff() && difference && bits != 8 && bits != 16) {
      throw Refusal.unsupported("TIFF: differences of %d bits".formatted(bits));
    }
    if (!readByLibtiff() && planar && (photometric != RGB || (bits != 8 && bits != 16))) {
      throw Refusal.unsupported("TIFF: separate planes of other than RGB");
    }
    return this;
  }

  private static List<Integer> bitsPerSample(TiffDirectory tags, int samples) throws Refusal {
    if (samples < 1 || samples > MAX_SAMPLES) {
      throw Refusal.unsupported("TIFF: expected 1 to 6 samples a pixel, found " + samples);
    }
    List<Integer> bits = new ArrayList<>(integers(tags, BITS_PER_SAMPLE));
    if (bits.isEmpty()) {
      bits.add(1);
    }
    while (bits.size() == 1 || bits.size() > samples) {
      if (bits.size() >= samples) {
        bits = bits.subList(0, samples);
        break;
      }
      bits = java.util.Collections.nCopies(samples, bits.get(0));
    }
    if (bits.size() != samples) {
      throw Refusal.corrupt(
          "TIFF: expected bits of %d samples, found %d".formatted(samples, bits.size()));
    }
    return bits;
  }

  private static List<Integer> integers(TiffDirectory tags, int tag) throws Refusal {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < Math.min(tags.count(tag), MAX_SAMPLES + 2); i++) {
      values.add((int) tags.integer(tag, i, 0));
    }
    return values;
  }

  /** The part of {@code OPEN_INFO} that is not about one photometric interpretation alone. */
  private static void requireKnown(
      TiffDirectory tags, int photometric, List<Integer> bits, List<Integer> extra) throws Refusal {
    List<Integer> formats = integers(tags, SAMPLE_FORMAT);
    boolean unsigned = formats.stream().allMatch(f -> f == UNSIGNED);
    int colors =
        switch (photometric) {
          case 0, GRAY, INDEXED -> 1;
          case RGB, YCBCR -> 3;
          case CMYK -> 4;
          default -> 0;
        };
    boolean alphaMissing = photometric == RGB && bits.size() == 4 && extra.isEmpty();
    boolean counts = colors > 0 && (bits.size() == colors + extra.size() || alphaMissing);
    boolean same = bits.stream().allMatch(b -> b.equals(bits.get(0)));
    if (!unsigned || !counts || !same || !knownBits(tags, photometric, bits, extra)) {
      throw Refusal.unsupported(
          "TIFF: photometric interpretation %d, bits %s, extra samples %s, sample format %s"
              .formatted(photometric, bits, extra, formats));
    }
  }

  private static boolean knownBits(
      TiffDirectory tags, int photometric, List<Integer> bits, List<Integer> extra) {
    int b = bits.get(0);
    return switch (photometric) {
      case 0 ->
          extra.isEmpty() && (b == 1 || b == 2 || b == 4 || b == 8 || (b == 16 && tags.little()));
      case GRAY ->
          extra.isEmpty()
              ? b == 1 || b == 2 || b == 4 || b == 8 || (b == 12 && tags.little()) || b == 16
              : b == 8 && extra.equals(List.of(2));
      case INDEXED ->
          extra.isEmpty()
              ? b == 1 || b == 2 || b == 4 || b == 8
              : b == 8 && extra.equals(List.of(2));
      case RGB -> b == 8 || (b == 16 && extra.size() <= 1);
      case CMYK -> b == 8 || (b == 16 && extra.isEmpty() && tags.little());
      default -> b == 8 && extra.isEmpty();
    };
  }

  private static @Nullable PixelRow rowOf(
      TiffDirectory tags, int photometric, int bits, int samples, List<Integer> extra)
      throws Refusal {
    int high = tags.little() && bits == 16 ? 1 : 0;
    return switch (photometric) {
      case 0, GRAY -> grayRow(tags.little(), photometric == 0, bits, samples);
      case RGB ->
          !extra.isEmpty() && extra.get(0) == PREMULTIPLIED
              ? PixelRow.premultiplied(bits / 8, samples, high)
              : PixelRow.rgb(bits / 8, samples, high);
      case INDEXED -> PixelRow.palette(bits, samples, Palette.of("RGB", colorMap(tags)));
      case CMYK -> PixelRow.cmyk(bits / 8, samples, high);
      default -> null;
    };
  }

  private static PixelRow grayRow(boolean little, boolean inverted, int bits, int samples) {
    if (bits == 12) {
      return PixelRow.gray12Clipped();
    }
    if (bits == 16) {
      return PixelRow.gray16Clipped(little);
    }
    PixelRow row = PixelRow.gray(bits, samples);
    return inverted ? row.inverted() : row;
  }

  /** Pillow keeps the high byte of the 16 bits of a color; all reds come first. */
  private static byte[] colorMap(TiffDirectory tags) throws Refusal {
    int colors = (int) Math.min(tags.count(COLOR_MAP) / 3, 257);
    if (colors == 0) {
      throw Refusal.corrupt("TIFF: expected a color map, found none");
    }
    byte[] rgb = new byte[3 * colors];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (tags.integer(COLOR_MAP, i % 3 * colors + i / 3, 0) >> 8);
    }
    return rgb;
  }
}
