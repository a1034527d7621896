package io.residua.io.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The texts, profiles and EXIF of a PNG, of which only the orientation is kept; refused where
 * Pillow 9.4's {@code PngImagePlugin} refuses the file for them.
 */
final class PngTexts {
  /** Pillow's {@code MAX_TEXT_CHUNK}: what a compressed text or profile may expand to. */
  private static final int MAX_TEXT_BYTES = 1 << 20;

  /** Pillow's {@code MAX_TEXT_MEMORY}. */
  private static final long MAX_ALL_TEXT_BYTES = 64L << 20;

  private static final String XMP_KEYWORD = "XML:com.adobe.xmp";
  private static final String RAW_EXIF_KEYWORD = "Raw profile type exif";

  private long textBytes;
  private @Nullable Bytes exif;
  private @Nullable String rawExif;
  private @Nullable String xmp;

  /** Reads a chunk of one of the names iCCP, eXIf, tEXt, zTXt and iTXt. */
  void read(String name, byte[] chunk) throws Refusal {
    switch (name) {
      case "iCCP" -> checkProfile(chunk);
      case "eXIf" -> exif = new Bytes(chunk, chunk.length);
      case "iTXt" -> readInternationalText(chunk);
      default -> readText(name, chunk);
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

  private static int keywordEnd(byte[] chunk) {
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private void checkProfile(byte[] chunk) throws Refusal {
    int end = keywordEnd(chunk);
    if (end < 0) {
      throw Refusal.corrupt("PNG chunk iCCP: expected the name of a profile");
    }
    inflate("iCCP", chunk, Math.min(end + 2, chunk.length));
  }

  private void readText(String name, byte[] chunk) throws Refusal {
    int end = keywordEnd(chunk);
    int keyEnd = end < 0 ? chunk.length : end;
    String keyword = new String(chunk, 0, keyEnd, StandardCharsets.ISO_8859_1);
    int from = Math.min(keyEnd + 1, chunk.length);
    byte[] value = Arrays.copyOfRange(chunk, from, chunk.length);
    if (name.equals("zTXt")) {
      if (value.length > 0 && value[0] != 0) {
        throw Refusal.corrupt("PNG chunk zTXt: unknown compression method");
      }
      value = inflate(name, chunk, Math.min(from + 1, chunk.length));
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

  private void readInternationalText(byte[] chunk) throws Refusal {
    String text = new String(chunk, StandardCharsets.ISO_8859_1);
    int key = text.indexOf('\0');
    int language = key < 0 ? -1 : text.indexOf('\0', key + 3);
    int translated = language < 0 ? -1 : text.indexOf('\0', language + 1);
    if (translated < 0) {
      return;
    }
    byte[] value = Arrays.copyOfRange(chunk, translated + 1, chunk.length);
    if (chunk[key + 1] != 0) {
      if (chunk[key + 2] != 0) {
        return;
      }
      value = inflate("iTXt", chunk, translated + 1);
    }
    try {
      String utf8 = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      keep(text.substring(0, key), utf8);
    } catch (CharacterCodingException notUtf8) {
      return;
    }
  }

  /** Expands a text or profile; nothing when it is broken. */
  private static byte[] inflate(String name, byte[] chunk, int from) throws Refusal {
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
      return Arrays.copyOf(out, size);
    } catch (DataFormatException broken) {
      return new byte[0];
    } finally {
      inflater.end();
    }
  }
}
