package io.residua.jobs.page;

/**
 * Text from outside as a person sees it, on one line: what would steer a terminal, or turn the
 * direction of what follows, becomes U+FFFD.
 */
public final class Visible {

  private Visible() {}

  /** All of a text. */
  public static String of(String text) {
    StringBuilder seen = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      seen.append(of(text.charAt(i)));
    }
    return seen.toString();
  }

  static char of(char c) {
    return steers(c) ? '\ufffd' : c;
  }

  /** Control characters, and Unicode's embeddings, overrides and isolates of direction. */
  private static boolean steers(char c) {
    return Character.isISOControl(c)
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
