package io.residua.jobs.page;

import java.util.Base64;

/**
 * A small picture of an image, as an {@code img} element takes it.
 *
 * @param source a {@code data:} uri of a JPEG file, or {@link #NONE}'s
 * @param format by the image's first bytes, {@code JPEG}; empty where they are none that is known
 *     or were not read
 */
public record Thumbnail(String source, String format) {

  /** Stands for an image that could not be read, or is no more what was planned: a grey square. */
  public static final Thumbnail NONE =
      new Thumbnail(
          "data:image/svg+xml;base64,"
              + base64(
                  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><rect width='8' height='8' fill='#8a94a6' fill-opacity='.25'/><path d='M2 6L6 2' stroke='#8a94a6' stroke-width='.4'/></svg>"
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
          "");

  static Thumbnail ofJpeg(byte[] jpeg, String format) {
    return new Thumbnail("data:image/jpeg;base64," + base64(jpeg), format);
  }

  /** Without a picture, of a known format. */
  static Thumbnail unseen(String format) {
    return new Thumbnail(NONE.source(), format);
  }

  /** Whether there is a picture. */
  public boolean seen() {
    return !source.equals(NONE.source());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
