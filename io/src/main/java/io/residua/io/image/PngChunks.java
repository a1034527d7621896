package io.residua.io.image;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG file, read and refused as Pillow 9.4's {@code PngImagePlugin} does: checksums
 * count before the first IDAT and not after it, and a chunk cut short anywhere refuses the file.
 */
final class PngChunks {
  /** Pillow's {@code MAX_TEXT_CHUNK}: what a compressed text or profile may expand to. */
  private static final int MAX_TEXT_BYTES = 1 << 20;

  /** Pillow's {@code MAX_TEXT_MEMORY}. */
  private static final long MAX_ALL_TEXT_BYTES = 64L << 20;

  private static final String XMP_KEYWORD = "XML:com.adobe.xmp";
  private static final String RAW_EXIF_KEYWORD = "Raw profile type exif";

  private final Bytes file;
  private long textBytes;
  private long animationSequence = -1;
  private long frames = -1;
  private @Nullable Bytes exif;
  private @Nullable String rawExif;
  private @Nullable String xmp;

  long width;
  long height;
  int bits;
  int colorType = -1;
  boolean interlaced;
  byte @Nullable [] palette;

  /** Where the first frame lies when an animation says so: left, top, width, height. */
  long @Nullable [] frame;

  private String name = "";
  private long length;

  PngChunks(Bytes file) {
    this.file = file;
  }

  /** Reads up to the data of the first IDAT or fdAT; returns its length. */
  long readHeader() throws Refusal {
    file.seek(8);
    while (true) {
      next();
      int data = file.position();
      if (name.equals("IDAT")) {
        return length;
      }
      if (name.equals("fdAT")) {
        readAnimationData();
        return length - 4;
      }
      if (name.equals("IEND")) {
        throw Refusal.corrupt("PNG: expected IDAT, found IEND");
      }
      readChunk();
      file.seek(data + length);
      checkSum(data);
    }
  }

  /** Moves to the next chunk of pixels; its length, or -1 when another chunk follows. */
  long nextData() throws Refusal {
    file.skip(4);
    next();
    if (name.equals("fdAT")) {
      readAnimationData();
      return length - 4;
    }
    return name.equals("IDAT") || name.equals("DDAT") ? length : -1;
  }

  /** Reads what follows the pixels: EXIF may be there. */
  void readTrailer() throws Refusal {
    while (file.remaining() >= 4) {
      file.skip(4);
      try {
        next();
      } catch (Refusal noChunk) {
        return;
      }
      if (name.equals("IEND") || (name.equals("fcTL") && frames > 1)) {
        return;
      }
      int data = file.position();
      if (name.equals("fdAT")) {
        readAnimationData();
      } else if (!name.equals("IDAT")) {
        readChunk();
      }
      file.seek(data);
      file.skip(length);
    }
  }

  /** EXIF orientation 1 to 8, from an eXIf chunk, ImageMagick's raw profile or XMP. */
  int orientation() throws Refusal {
    Bytes block = exif;
    if (block == null && rawExif != null) {
      block = parseRawProfile(rawExif);
    }
    return ExifOrientation.of(block, xmp);
  }

  private static Bytes parseRawProfile(String profile) throws Refusal {
    String[] lines = profile.split("\n", -1);
    StringBuilder hex = new StringBuilder();
    for (int i = 3; i < lines.length; i++) {
      hex.append(lines[i].replaceAll("\\s", ""));
    }
    try {
      byte[] bytes = HexFormat.of().parseHex(hex);
      return new Bytes(bytes, bytes.length);
    } catch (IllegalArgumentException e) {
      throw Refusal.corrupt("PNG raw EXIF profile: expected hexadecimal digits");
    }
  }

  private void next() throws Refusal {
    length = file.u32be();
    name = file.latin1(file.position(), file.position() + Math.min(4, file.remaining()));
    file.skip(4);
    if (!name.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)))) {
      throw Refusal.corrupt("PNG: expected the name of a chunk, found others than letters");
    }
  }

  private void checkSum(int data) throws Refusal {
    CRC32 crc = new CRC32();
    crc.update(file.array(), data - 4, (int) length + 4);
    if (file.u32be() != crc.getValue()) {
      throw Refusal.corrupt("PNG chunk %s: its checksum does not match".formatted(name));
    }
  }

  private void require(long bytes) throws Refusal {
    if (length < bytes) {
      throw Refusal.corrupt(
          "PNG chunk %s: expected %d bytes or more, found %d".formatted(name, bytes, length));
    }
  }

  private void readChunk() throws Refusal {
    file.at(file.position()).skip(length);
    switch (name) {
      case "IHDR" -> readImageHeader();
      case "PLTE" -> palette = colorType == 3 ? file.slice(length).array() : palette;
      case "tRNS" -> require(colorType == 0 ? 2 : colorType == 2 ? 6 : 0);
      case "gAMA" -> require(4);
      case "sRGB" -> require(1);
      case "pHYs" -> require(9);
      case "cHRM" -> {
        if (length % 4 != 0) {
          throw Refusal.corrupt("PNG chunk cHRM: expected a multiple of 4 bytes, found " + length);
        }
      }
      case "iCCP" -> checkProfile();
      case "eXIf" -> exif = file.slice(length);
      case "tEXt", "zTXt" -> readText();
      case "iTXt" -> readInternationalText();
      case "acTL" -> readAnimationControl();
      case "fcTL" -> readFrameControl();
      default -> {}
    }
  }

  private void readImageHeader() throws Refusal {
    require(13);
    width = file.u32be();
    height = file.u32be();
    bits = file.u8();
    colorType = file.u8();
    file.skip(1);
    if (file.u8() != 0) {
      throw Refusal.corrupt("PNG: unknown filter method");
    }
    interlaced = file.u8() != 0;
  }

  private int keywordEnd(byte[] chunk) {
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private void checkProfile() throws Refusal {
    byte[] chunk = file.slice(length).array();
    int end = keywordEnd(chunk);
    if (end < 0) {
      throw Refusal.corrupt("PNG chunk iCCP: expected the name of a profile");
    }
    inflate(chunk, Math.min(end + 2, chunk.length));
  }

  private void readText() throws Refusal {
    byte[] chunk = file.slice(length).array();
    int end = keywordEnd(chunk);
    int keyEnd = end < 0 ? chunk.length : end;
    String keyword = new String(chunk, 0, keyEnd, StandardCharsets.ISO_8859_1);
    int from = Math.min(keyEnd + 1, chunk.length);
    byte[] value = java.util.Arrays.copyOfRange(chunk, from, chunk.length);
    if (name.equals("zTXt")) {
      if (value.length > 0 && value[0] != 0) {
        throw Refusal.corrupt("PNG chunk zTXt: unknown compression method");
      }
      value = inflate(chunk, Math.min(from + 1, chunk.length));
    }
    if (keyword.isEmpty()) {
      return;
    }
    if (keyword.equals("exif") && name.equals("tEXt")) {
      exif = new Bytes(value, value.length);
    }
    keep(keyword, new String(value, StandardCharsets.ISO_8859_1));
  }

  private void keep(String keyword, String value) throws Refusal {
    if (keyword.equals(RAW_EXIF_KEYWORD)) {
      rawExif = value;
    } else if (keyword.equals(XMP_KEYWORD)) {
      xmp = value;
    }
    textBytes += value.length();
    if (textBytes > MAX_ALL_TEXT_BYTES) {
      throw Refusal.corrupt(
          "PNG texts: expected at most %d bytes, found more".formatted(MAX_ALL_TEXT_BYTES));
    }
  }

  private void readInternationalText() throws Refusal {
    byte[] chunk = file.slice(length).array();
    String text = new String(chunk, StandardCharsets.ISO_8859_1);
    int key = text.indexOf('\0');
    int language = key < 0 ? -1 : text.indexOf('\0', key + 3);
    int translated = language < 0 ? -1 : text.indexOf('\0', language + 1);
    if (translated < 0) {
      return;
    }
    byte[] value = java.util.Arrays.copyOfRange(chunk, translated + 1, chunk.length);
    if (chunk[key + 1] != 0) {
      if (chunk[key + 2] != 0) {
        return;
      }
      value = inflate(chunk, translated + 1);
    }
    try {
      String utf8 =
          StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(value)).toString();
      keep(text.substring(0, key), utf8);
    } catch (CharacterCodingException notUtf8) {
      return;
    }
  }

  /** Expands a text or profile; nothing when it is broken. */
  private byte[] inflate(byte[] chunk, int from) throws Refusal {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(chunk, from, chunk.length - from);
      byte[] out = new byte[MAX_TEXT_BYTES];
      int size = 0;
      while (size < out.length) {
        int count = inflater.inflate(out, size, out.length - size);
        size += count;
        if (count == 0) {
          break;
        }
      }
      if (size == out.length && !inflater.finished() && inflater.getRemaining() > 0) {
        throw Refusal.corrupt(
            "PNG chunk %s: expected at most %d bytes, found more".formatted(name, MAX_TEXT_BYTES));
      }
      return java.util.Arrays.copyOf(out, size);
    } catch (DataFormatException broken) {
      return new byte[0];
    } finally {
      inflater.end();
    }
  }

  private void readAnimationControl() throws Refusal {
    require(8);
    if (frames >= 0) {
      frames = -1;
      return;
    }
    long count = file.u32be();
    frames = count == 0 || count > 0x80000000L ? frames : count;
  }

  private void readFrameControl() throws Refusal {
    require(26);
    nextInSequence(file.u32be());
    long frameWidth = file.u32be();
    long frameHeight = file.u32be();
    long left = file.u32be();
    long top = file.u32be();
    if (left + frameWidth > width || top + frameHeight > height) {
      throw Refusal.corrupt("APNG: a frame lies outside the image");
    }
    frame = new long[] {left, top, frameWidth, frameHeight};
  }

  private void readAnimationData() throws Refusal {
    require(4);
    nextInSequence(file.u32be());
  }

  private void nextInSequence(long number) throws Refusal {
    if (number != animationSequence + 1) {
      throw Refusal.corrupt("APNG: its frames are out of sequence");
    }
    animationSequence = number;
  }
}
