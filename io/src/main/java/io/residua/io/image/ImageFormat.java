package io.residua.io.image;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Formats told apart by their first bytes, never by a file's name. The first six are decoded; the
 * others are known so that a person reads "AVIF" rather than "not an image".
 */
public enum ImageFormat {
  JPEG(true),
  PNG(true),
  GIF(true),
  BMP(true),
  WEBP(true),
  TIFF(true),
  BIGTIFF(false),
  AVIF(false),
  HEIF(false),
  JPEG_2000(false),
  JPEG_XL(false),
  PHOTOSHOP(false),
  ICON(false),
  OPEN_EXR(false),
  RADIANCE_HDR(false),
  NETPBM(false),
  SVG(false),
  POSTSCRIPT(false),
  PDF(false),
  DDS(false),
  QOI(false),
  FITS(false),
  PCX(false);

  /** As many are looked at. */
  private static final int FIRST_BYTES = 1024;

  private final boolean decoded;

  ImageFormat(boolean decoded) {
    this.decoded = decoded;
  }

  /**
   * The format of these bytes; empty when no format is known by the first of them.
   *
   * @param file position to limit; the position is kept
   */
  public static Optional<ImageFormat> of(ByteBuffer file) {
    byte[] start = new byte[Math.min(file.remaining(), FIRST_BYTES)];
    file.get(file.position(), start);
    return Optional.ofNullable(sniff(new Bytes(start, start.length)));
  }

  /** Whether this product decodes it. */
  boolean decoded() {
    return decoded;
  }

  /**
   * The format of {@code file}.
   *
   * @throws Refusal {@code EMPTY} without bytes, {@code NOT_AN_IMAGE} when no format is known by
   *     these first bytes, {@code UNSUPPORTED_FORMAT} when one is and it is not decoded
   */
  static ImageFormat of(Bytes file) throws Refusal {
    if (file.length() == 0) {
      throw new Refusal(QuarantineCode.EMPTY, "expected an image, found no bytes");
    }
    ImageFormat format = sniff(file);
    if (format == null) {
      throw new Refusal(
          QuarantineCode.NOT_AN_IMAGE,
          "first bytes: expected those of an image, found " + hex(file));
    }
    if (!format.decoded()) {
      throw Refusal.unsupported(
          "format: expected JPEG, PNG, GIF, BMP, WebP or TIFF, found " + format);
    }
    return format;
  }

  private static @Nullable ImageFormat sniff(Bytes f) {
    if (f.has(0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (f.has(0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (f.has(0, "GIF87a") || f.has(0, "GIF89a")) {
      return GIF;
    }
    if (f.has(0, "BM")) {
      return BMP;
    }
    if (f.has(0, "RIFF") && f.has(8, "WEBP")) {
      return WEBP;
    }
    if (f.has(0, "II*\0") || f.has(0, "MM\0*") || f.has(0, "MM*\0") || f.has(0, "II\0*")) {
      return TIFF;
    }
    return sniffOther(f);
  }

  private static @Nullable ImageFormat sniffOther(Bytes f) {
    if (f.has(0, "MM\0+") || f.has(0, "II+\0")) {
      return BIGTIFF;
    }
    if (f.has(4, "ftyp")) {
      return isoBrand(f);
    }
    if (f.has(0, "\0\0\0\u000cjP  \r\n\u0087\n") || f.has(0, "\u00ffO\u00ffQ")) {
      return JPEG_2000;
    }
    if (f.has(0, "\u00ff\n") || f.has(0, "\0\0\0\u000cJXL \r\n\u0087\n")) {
      return JPEG_XL;
    }
    if (f.has(0, "8BPS")) {
      return PHOTOSHOP;
    }
    if (f.has(0, "\0\0\1\0") || f.has(0, "\0\0\2\0") || f.has(0, "icns")) {
      return ICON;
    }
    if (f.has(0, "v/1\1")) {
      return OPEN_EXR;
    }
    if (f.has(0, "#?RADIANCE") || f.has(0, "#?RGBE")) {
      return RADIANCE_HDR;
    }
    if (f.peek(0) == 'P' && f.peek(1) >= '1' && f.peek(1) <= '7' && isSpace(f.peek(2))) {
      return NETPBM;
    }
    return sniffDocument(f);
  }

  private static @Nullable ImageFormat sniffDocument(Bytes f) {
    if (f.has(0, "%PDF")) {
      return PDF;
    }
    if (f.has(0, "%!PS") || f.has(0, "\u00c5\u00d0\u00d3\u00c6")) {
      return POSTSCRIPT;
    }
    if (f.has(0, "DDS ")) {
      return DDS;
    }
    if (f.has(0, "qoif")) {
      return QOI;
    }
    if (f.has(0, "SIMPLE")) {
      return FITS;
    }
    if (f.peek(0) == 10 && f.peek(1) >= 0 && f.peek(1) <= 5 && f.peek(2) == 1) {
      return PCX;
    }
    String start = f.latin1(0, Math.min(FIRST_BYTES, f.length()));
    return start.contains("<svg") ? SVG : null;
  }

  /** The major brand of an ISO base media file; films have others than these. */
  private static @Nullable ImageFormat isoBrand(Bytes f) {
    if (f.has(8, "avif") || f.has(8, "avis")) {
      return AVIF;
    }
    return f.has(8, "hei") || f.has(8, "hev") || f.has(8, "mif1") || f.has(8, "msf1") ? HEIF : null;
  }

  private static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static String hex(Bytes f) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < Math.min(8, f.length()); i++) {
      hex.append("%02x ".formatted(f.peek(i)));
    }
    return hex.toString().trim();
  }
}
